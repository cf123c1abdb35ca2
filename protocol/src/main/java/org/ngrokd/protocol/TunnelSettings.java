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
 */
public record TunnelSettings(
    List<String> allowCidrs,
    List<String> denyCidrs,
    int maxConnections,
    boolean redirectToHttps,
    boolean visitorPerConnection) {
  /** Nothing beyond 1.7. */
  public static final TunnelSettings NONE =
      new TunnelSettings(List.of(), List.of(), 0, false, false);

  public TunnelSettings {
    allowCidrs = List.copyOf(allowCidrs);
    denyCidrs = List.copyOf(denyCidrs);
  }
}
