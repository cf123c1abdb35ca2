package org.ngrokd.client.session;

import java.util.List;
import java.util.regex.Pattern;
import org.ngrokd.client.config.TunnelConfig;

/**
 * That the server refuses one protocol of a tunnel.
 *
 * @param reason in the server's words, or that there was no answer
 */
public record Refusal(TunnelConfig tunnel, String protocol, String reason) {
  private static final String FAILED = "Server failed to allocate tunnel: ";

  /** What ngrokd and the original say of what stays as it is until somebody changes a setting. */
  private static final List<Pattern> FOR_GOOD =
      List.of(
          Pattern.compile("^Protocol .* is not supported.*"),
          Pattern.compile("^Not listening for .*"),
          Pattern.compile("^Invalid .*"),
          Pattern.compile(".*[Yy]our token is not for .*"),
          Pattern.compile(".* is reserved for somebody else.*"),
          Pattern.compile(".* is the server's own.*"),
          Pattern.compile("^Error binding TCP listener: (this server's|ports below) .*"),
          Pattern.compile(".*[Pp]ermission denied.*"));

  /** Whether the server would say the same however long one waits. */
  public boolean isForGood() {
    return FOR_GOOD.stream().anyMatch(each -> each.matcher(reason).matches());
  }

  /** Whether it is the name or the port that is not to be had, and not the kind of request. */
  static boolean isOfTheName(String reason) {
    return reason.contains("already registered") || reason.startsWith("Error binding ");
  }

  /** Whether this is https that was only asked for in case that the server has it. */
  boolean isOfOptionalHttps() {
    return tunnel.options().isHttpsOptional()
        && protocol.equals("https")
        && reason.startsWith("Not listening for https");
  }

  boolean isOf(TunnelConfig other, String otherProtocol) {
    return tunnel.equals(other) && protocol.equals(otherProtocol);
  }

  /** For people. */
  public String text() {
    return FAILED + reason;
  }
}
