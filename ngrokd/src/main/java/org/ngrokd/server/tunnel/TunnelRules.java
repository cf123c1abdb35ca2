package org.ngrokd.server.tunnel;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ngrokd.protocol.Masked;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.TunnelSettings;
import org.ngrokd.streams.net.CidrList;

/**
 * Who is let in at a tunnel, and how.
 *
 * @param httpAuth "user:password" that visitors must give, "" for none
 * @param otherAuth more of them, each of which lets visitors in
 * @param allow networks whose visitors are let in; empty: all
 * @param deny networks whose visitors are not let in
 * @param maxConnections most connections at a time, 0 for any number
 * @param redirectToHttps whether visitors by http are sent to https
 * @param visitorPerConnection whether a proxy connection carries one visitor's requests only
 * @param heads what is changed in the heads of requests
 * @param hostHeader what the local service gets as Host; empty: what the visitor sent
 */
public record TunnelRules(
    String httpAuth,
    List<String> otherAuth,
    CidrList allow,
    CidrList deny,
    int maxConnections,
    boolean redirectToHttps,
    boolean visitorPerConnection,
    TunnelSettings.Heads heads,
    Optional<String> hostHeader) {
  public TunnelRules {
    otherAuth = List.copyOf(otherAuth);
  }

  /** Everybody is let in. */
  public static final TunnelRules OPEN = withPassword("");

  /** With what is usual for heads. */
  public TunnelRules(
      String httpAuth,
      CidrList allow,
      CidrList deny,
      int maxConnections,
      boolean redirectToHttps,
      boolean visitorPerConnection) {
    this(
        httpAuth,
        List.of(),
        allow,
        deny,
        maxConnections,
        redirectToHttps,
        visitorPerConnection,
        TunnelSettings.Heads.DEFAULT,
        Optional.empty());
  }

  /** These rules with something else changed in heads. */
  public TunnelRules withHeads(TunnelSettings.Heads newHeads) {
    return new TunnelRules(
        httpAuth,
        otherAuth,
        allow,
        deny,
        maxConnections,
        redirectToHttps,
        visitorPerConnection,
        newHeads,
        hostHeader);
  }

  /** These rules with this Host for the local service. */
  public TunnelRules withHost(Optional<String> host) {
    return new TunnelRules(
        httpAuth,
        otherAuth,
        allow,
        deny,
        maxConnections,
        redirectToHttps,
        visitorPerConnection,
        heads,
        host);
  }

  /** Whoever has the password is let in. */
  public static TunnelRules withPassword(String httpAuth) {
    return new TunnelRules(httpAuth, CidrList.NONE, CidrList.NONE, 0, false, false);
  }

  /**
   * What a client asks for.
   *
   * @throws TunnelException when a network is none
   */
  public static TunnelRules of(ReqTunnel request) throws TunnelException {
    TunnelSettings settings = request.settings();
    try {
      return new TunnelRules(
          request.httpAuth(),
          settings.later().otherHttpAuth(),
          CidrList.parse(settings.allowCidrs()),
          CidrList.parse(settings.denyCidrs()),
          settings.maxConnections(),
          settings.redirectToHttps(),
          settings.visitorPerConnection(),
          settings.heads(),
          Optional.empty());
    } catch (IllegalArgumentException e) {
      throw TunnelException.badSetting(String.valueOf(e.getMessage()));
    }
  }

  /** All of "user:password" that let a visitor in; none: visitors need none. */
  public List<String> passwords() {
    if (otherAuth.isEmpty()) { // nearly always, and for each request
      return httpAuth.isEmpty() ? List.of() : List.of(httpAuth);
    }
    return Stream.concat(Stream.of(httpAuth), otherAuth.stream())
        .filter(each -> !each.isEmpty())
        .toList();
  }

  /** Whether these let in whom others do, and in the same way. */
  boolean letInTheSame(TunnelRules other) {
    return Set.copyOf(passwords()).equals(Set.copyOf(other.passwords()))
        && allow.hasSame(other.allow)
        && deny.hasSame(other.deny)
        && redirectToHttps == other.redirectToHttps;
  }

  /** Whether it matters where a visitor comes from. */
  public boolean hasLists() {
    return !allow.isEmpty() || !deny.isEmpty();
  }

  /** Whether a visitor from this address is let in. */
  public boolean allows(InetAddress visitor) {
    return !deny.contains(visitor) && (allow.isEmpty() || allow.contains(visitor));
  }

  /** The password stays out. */
  @Override
  public String toString() {
    return "TunnelRules[passwords=%s, allow=%s, deny=%s, maxConnections=%d]"
        .formatted(passwords().stream().map(Masked::secret).toList(), allow, deny, maxConnections);
  }
}
