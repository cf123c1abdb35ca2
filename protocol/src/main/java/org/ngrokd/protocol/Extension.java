package org.ngrokd.protocol;

/**
 * Names of what our two programs can do beyond 1.7. The client lists them in {@code
 * Auth.Extensions}, the server answers with those it takes up; 1.7 peers ignore the key.
 */
public final class Extension {
  /**
   * The end of one direction of a proxied stream is told to the peer while the other goes on
   * ({@code StartProxy.Chunked}).
   */
  public static final String HALF_CLOSE = "half-close";

  /** The server heeds the {@link TunnelSettings} of a {@code ReqTunnel}. */
  public static final String TUNNEL_SETTINGS = "tunnel-settings";

  /**
   * Proxied streams travel in a few connections ({@code RegProxy.Mux}), many in each.
   * docs/protocol.md "Multiplexing".
   */
  public static final String MUX = "mux";

  /** A tunnel can be closed by itself ({@code CloseTunnel}). */
  public static final String CLOSE_TUNNEL = "close-tunnel";

  /**
   * The client hears why the server takes a tunnel from it or ends its connection ({@code Closed}),
   * and does not come back for it by itself.
   */
  public static final String CLOSED = "closed";

  /**
   * The client is told when another server takes this one's place ({@code Move}), opens its tunnels
   * there as well, and says when they are open ({@code Moved}). Only together with {@link #MUX}.
   */
  public static final String MOVE = "move";

  /**
   * Several clients may have one name, where each asks for that ({@code ReqTunnel.Pooled}).
   * docs/protocol.md "Pools".
   */
  public static final String POOL = "pool";

  /** An http tunnel may have several passwords ({@code ReqTunnel.OtherHttpAuth}). */
  public static final String HTTP_AUTHS = "http-auths";

  /**
   * The client says when the service of a pooled tunnel fails, and when it is well again ({@code
   * ServiceState}).
   */
  public static final String SERVICE_STATE = "service-state";

  /**
   * The client hears at which other servers it may have the same names ({@code Homes}).
   * docs/protocol.md "Two homes".
   */
  public static final String HOMES = "homes";

  /**
   * The client is at another server already, and is here in case that one goes: until it asks for a
   * tunnel it has none and takes nobody's place. Only together with {@link #HOMES}.
   */
  public static final String RESERVE = "reserve";

  private Extension() {}
}
