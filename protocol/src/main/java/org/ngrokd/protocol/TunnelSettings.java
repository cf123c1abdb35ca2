package org.ngrokd.protocol;

import java.util.List;

/**
 * What a client of ours asks of a tunnel beyond 1.7. It travels as extra keys of {@code ReqTunnel},
 * which a 1.7 server ignores; a server that heeds them names {@link Extension#TUNNEL_SETTINGS}.
 * What is not asked for is left off the wire.
 *
 * @param allowCidrs networks whose visitors are let in, as "10.0.0.0/8"; empty: all
 * @param denyCidrs networks whose visitors are not let in, even if allowed above
 * @param maxConnections most visitors' connections at a time, 0 for any number
 * @param redirectToHttps whether visitors by http are sent to the same address by https
 * @param visitorPerConnection whether each proxy connection carries the requests of one visitor
 *     only, also behind a proxy that mixes them: the client tells its local service who it is
 * @param heads what the server changes in the heads of requests
 * @param later what only a server does that names the extension for it
 */
public record TunnelSettings(
    List<String> allowCidrs,
    List<String> denyCidrs,
    int maxConnections,
    boolean redirectToHttps,
    boolean visitorPerConnection,
    Heads heads,
    Later later) {
  /** Nothing beyond 1.7. */
  public static final TunnelSettings NONE =
      new TunnelSettings(List.of(), List.of(), 0, false, false);

  /** What every server that heeds settings knows. */
  public TunnelSettings(
      List<String> allowCidrs,
      List<String> denyCidrs,
      int maxConnections,
      boolean redirectToHttps,
      boolean visitorPerConnection,
      Heads heads) {
    this(
        allowCidrs,
        denyCidrs,
        maxConnections,
        redirectToHttps,
        visitorPerConnection,
        heads,
        Later.NONE);
  }

  /** With what is usual for heads. */
  public TunnelSettings(
      List<String> allowCidrs,
      List<String> denyCidrs,
      int maxConnections,
      boolean redirectToHttps,
      boolean visitorPerConnection) {
    this(
        allowCidrs,
        denyCidrs,
        maxConnections,
        redirectToHttps,
        visitorPerConnection,
        Heads.DEFAULT);
  }

  /** The same with this besides. */
  public TunnelSettings with(Later other) {
    return new TunnelSettings(
        allowCidrs, denyCidrs, maxConnections, redirectToHttps, visitorPerConnection, heads, other);
  }

  /**
   * What has an extension of its own: a tunnel without it would not be what was asked for, so a
   * client asks for none at a server that does not know it.
   *
   * @param isPooled whether other clients may have the same name, and share its visitors ({@link
   *     Extension#POOL})
   * @param otherHttpAuth more of "user:password", each of which lets visitors in ({@link
   *     Extension#HTTP_AUTHS})
   */
  public record Later(boolean isPooled, List<String> otherHttpAuth) {
    /** Nothing of it. */
    public static final Later NONE = new Later(false, List.of());

    public Later {
      otherHttpAuth = List.copyOf(otherHttpAuth);
    }

    /** The passwords stay out. */
    @Override
    public String toString() {
      return "Later[isPooled=%s, otherHttpAuth=%s]"
          .formatted(isPooled, otherHttpAuth.stream().map(Masked::secret).toList());
    }
  }

  /**
   * What the server changes in the heads of requests.
   *
   * @param withoutForwarded whether the local service gets no {@code X-Forwarded-*} at all
   * @param destination what becomes of the {@code Destination} of WebDAV
   */
  public record Heads(boolean withoutForwarded, Destination destination) {
    /** For a service that speaks plain HTTP, as those of 1.7 do. */
    public static final Heads DEFAULT = new Heads(false, Destination.HTTP);
  }

  /** What becomes of a {@code Destination} that leads to the tunnel's own name. */
  public enum Destination {
    /** It is by http, as the local service is. */
    HTTP(""),
    /** It is by https, as the local service is. */
    HTTPS("https"),
    /** It stays. */
    AS_SENT("as-sent");

    private final String wireName;

    Destination(String wireName) {
      this.wireName = wireName;
    }

    /** As in {@code ReqTunnel.Destination}; "" is left off. */
    public String wireName() {
      return wireName;
    }

    /** The begin of such a URL. */
    public String scheme() {
      return this == HTTPS ? "https://" : "http://";
    }

    /** What a client asks for; what is not known leaves it alone. */
    public static Destination of(String wireName) {
      return wireName.isEmpty() ? HTTP : wireName.equals(HTTPS.wireName) ? HTTPS : AS_SENT;
    }
  }

  public TunnelSettings {
    allowCidrs = List.copyOf(allowCidrs);
    denyCidrs = List.copyOf(denyCidrs);
  }
}
