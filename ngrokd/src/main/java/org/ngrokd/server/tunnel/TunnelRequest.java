package org.ngrokd.server.tunnel;

import java.util.Optional;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.limits.TunnelPlaces;

/**
 * One tunnel as asked for: one protocol of a {@code ReqTunnel}.
 *
 * @param protocol what was asked for; anything
 * @param name the name asked for
 * @param remotePort the TCP port asked for, 0 for any
 * @param rules who is to be let in
 * @param owner who asks
 * @param isPooled whether others of its account may have the same name
 * @param place what the client asked for with one message has the same one: it counts once
 */
public record TunnelRequest(
    String protocol,
    Name name,
    int remotePort,
    TunnelRules rules,
    Owner owner,
    boolean isPooled,
    Object place) {
  /** For nobody else. */
  public TunnelRequest(
      String protocol, Name name, int remotePort, TunnelRules rules, Owner owner, Object place) {
    this(protocol, name, remotePort, rules, owner, false, place);
  }

  /** What was asked for; empty when there is no such protocol. */
  Optional<TunnelProtocol> known() {
    return TunnelProtocol.named(protocol);
  }

  /** Whether it listens on a public port of its own. */
  boolean isPort() {
    return known().filter(TunnelProtocol::isNamedByPort).isPresent();
  }

  /** A whole host name, or a name below the server's domain; both "" for a random name. */
  public record Name(String hostname, String subdomain) {
    public Name {
      hostname = hostname.trim();
      subdomain = subdomain.trim();
    }

    boolean isRandom() {
      return hostname.isEmpty() && subdomain.isEmpty();
    }
  }

  /**
   * Whose tunnel it is.
   *
   * @param clientId the owner's client id: names are remembered for it
   * @param clientIp the owner's address: names are remembered for it in second place
   * @param account what it may have
   * @param places what its control connection may have
   * @param holder the owner itself, to be asked whether it is there
   */
  public record Owner(
      String clientId,
      String clientIp,
      ProxySource source,
      Account account,
      TunnelPlaces places,
      Holder holder) {
    /** On a server without accounts and limits, and one that does not go. */
    public Owner(String clientId, String clientIp, ProxySource source) {
      this(clientId, clientIp, source, Account.ANYBODY, TunnelPlaces.unlimited(), Holder.SETTLED);
    }
  }
}
