package org.ngrokd.client.session;

import java.util.List;
import java.util.regex.Pattern;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * That the server refuses one protocol of a tunnel.
 *
 * @param reason in the server's words, or that there was no answer
 */
public record Refusal(TunnelConfig tunnel, String protocol, String reason) {
  /** How it begins what a server does not know that a tunnel cannot do without. */
  static final String TOO_OLD = "this server is too old ";

  private static final String FAILED = "Server failed to allocate tunnel: ";

  /** What ngrokd and the original say of a protocol that they do not have. */
  private static final List<Pattern> OF_THE_PROTOCOL =
      List.of(
          Pattern.compile("^Protocol .* is not supported.*"),
          Pattern.compile("^Not listening for .*"));

  /** What they say of a name or a port that nobody like us will get. */
  private static final List<Pattern> OF_US =
      List.of(
          Pattern.compile("^Invalid .*"),
          Pattern.compile("^" + TOO_OLD + ".*"),
          Pattern.compile(".* is too long: .*"),
          Pattern.compile(".*[Yy]our token is not for .*"),
          Pattern.compile(".* is reserved for somebody else.*"),
          Pattern.compile(".* is the server's own.*"),
          Pattern.compile("^Error binding TCP listener: (this server's|ports below) .*"),
          Pattern.compile(".*[Pp]ermission denied.*"));

  public Refusal {
    reason = Printable.sentence(reason);
  }

  /** Whether the server would say the same however long one waits. */
  public boolean isForGood() {
    return matches(OF_THE_PROTOCOL, reason) || matches(OF_US, reason);
  }

  private static boolean matches(List<Pattern> patterns, String reason) {
    return patterns.stream().anyMatch(each -> each.matcher(reason).matches());
  }

  /** Whether it is the name or the port that is not to be had, and not the kind of request. */
  static boolean isOfTheName(String reason) {
    return reason.contains("already registered")
        || reason.startsWith("Error binding ")
        || matches(OF_US, reason);
  }

  /** Whether this is https that was only asked for in case that the server has it. */
  boolean isOfOptionalHttps() {
    return tunnel.options().isHttpsOptional()
        && protocol.equals(TunnelProtocol.HTTPS.wireName())
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
