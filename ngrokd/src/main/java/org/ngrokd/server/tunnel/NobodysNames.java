package org.ngrokd.server.tunnel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Host names that no tunnel may have, whoever asks: they mean a computer itself or a whole domain,
 * and what programs and browsers keep for them would be the tunnel's.
 */
public final class NobodysNames {
  private static final String LOCALHOST = "localhost";

  /** A last label that makes browsers take the name for an IPv4 address. */
  private static final Pattern ADDRESS = Pattern.compile("([0-9]+|0x[0-9a-f]*)");

  private NobodysNames() {}

  /**
   * Why nobody may have this name; empty when somebody may.
   *
   * @param host in lower case, without a port or a final dot
   * @param domains the server's own
   */
  public static Optional<String> refusal(String host, List<String> domains) {
    if (domains.contains(host)) {
      return Optional.empty(); // the account says whose it is
    }
    String last = host.substring(host.lastIndexOf('.') + 1);
    if (ADDRESS.matcher(last).matches()) {
      return Optional.of("The host name " + host + " is an address, not a name");
    }
    if (domains.stream().anyMatch(domain -> domain.endsWith("." + host))) {
      return Optional.of(
          "The host name " + host + " is above the server's own domain, and nobody's");
    }
    if (last.equals(LOCALHOST) && domains.stream().noneMatch(NobodysNames::isLocal)) {
      return Optional.of("The host name " + host + " means every computer itself");
    }
    return last.equals(host)
        ? Optional.of("The host name " + host + " has no dot: ask for it as a subdomain")
        : Optional.empty();
  }

  private static boolean isLocal(String domain) {
    return domain.equals(LOCALHOST) || domain.endsWith("." + LOCALHOST);
  }
}
