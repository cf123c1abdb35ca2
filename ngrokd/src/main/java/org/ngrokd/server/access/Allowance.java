package org.ngrokd.server.access;

import java.util.List;
import java.util.Optional;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * What an account may: an entry of the users file without its token. Immutable.
 *
 * @param names which names it may have
 * @param protocols which protocols; empty: all
 * @param quota how much
 */
public record Allowance(Names names, Optional<List<TunnelProtocol>> protocols, Quota quota) {
  /** Everything. */
  public static final Allowance ALL =
      new Allowance(
          new Names(NamePatterns.ALL, NamePatterns.ALL, Optional.empty()),
          Optional.empty(),
          new Quota(0, 0, 0, 0));

  /**
   * Reads the text of one, as docs/accounts.md says what stands below a user's name.
   *
   * @throws org.ngrokd.kit.config.ConfigException with all that is wrong, a line each
   */
  public static Allowance parse(String text) {
    return AllowanceText.parse("limits", text);
  }

  /** Notes all that is wrong with one as it stands in a config file, on its lines. */
  public static void check(ConfigSection keys) {
    keys.allow(AllowanceText.KEYS);
    var unused = AllowanceText.read(keys);
  }

  /**
   * What it may call its own.
   *
   * @param tcpPorts empty: any that nobody has reserved
   */
  public record Names(
      NamePatterns subdomains, NamePatterns hostnames, Optional<PortRanges> tcpPorts) {
    /**
     * Whether it may have this name. Below the server's domain the subdomains decide, unless a host
     * name says more than {@code *}; and so for the domain itself.
     */
    public boolean allow(AskedName name) {
      if (hostnames.claims(name.host())) {
        return true;
      }
      return name.subdomain()
          .map(subdomains::matches)
          .orElseGet(() -> !name.isOwn() && hostnames.matches(name.host()));
    }

    /** Whether it names this very name without a {@code *}. */
    boolean isPlainly(AskedName name) {
      return hostnames.plain().contains(name.host())
          || name.subdomain().filter(subdomains.plain()::contains).isPresent();
    }

    /** Whether it names this very name. */
    public boolean claim(AskedName name) {
      return hostnames.claims(name.host())
          || name.subdomain().filter(subdomains::claims).isPresent();
    }

    /** Whether it names this very port. */
    public boolean claim(int port) {
      return tcpPorts.filter(ports -> ports.contains(port)).isPresent();
    }
  }

  /**
   * How much it may use; 0 for any amount.
   *
   * @param up bytes per second from the local services to visitors
   * @param down bytes per second from visitors to the local services
   */
  public record Quota(int maxTunnels, int connectionsPerSecond, long up, long down) {}

  /** Why it may not have a tunnel of this protocol; empty when it may. */
  public Optional<String> refusalOfProtocol(String protocol) {
    return protocols
        .filter(allowed -> TunnelProtocol.named(protocol).filter(allowed::contains).isEmpty())
        .map(
            allowed ->
                "Your token is not for "
                    + protocol
                    + " tunnels, but for: "
                    + (allowed.isEmpty() ? "none" : TunnelProtocol.joined(allowed)));
  }

  /** Why it may not have a name that nobody else has reserved; empty when it may. */
  public Optional<String> refusalOfName(AskedName name) {
    if (names.allow(name)) {
      return Optional.empty();
    }
    return Optional.of(
        name.isOwn()
            ? "The name " + name.host() + " is the server's own"
            : "Your token is not for the name " + name.host() + "; " + namesFor(name));
  }

  private String namesFor(AskedName name) {
    return name.subdomain().isPresent()
        ? "subdomains that it is for: " + names.subdomains()
        : "host names that it is for: " + names.hostnames();
  }

  /** Why it may not have a port that nobody else has reserved; empty when it may. */
  public Optional<String> refusalOfPort(int port) {
    return names
        .tcpPorts()
        .filter(allowed -> !allowed.contains(port))
        .map(allowed -> "your token is not for port " + port + ", but for: " + allowed);
  }
}
