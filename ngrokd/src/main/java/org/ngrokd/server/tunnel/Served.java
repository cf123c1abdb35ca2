package org.ngrokd.server.tunnel;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;

/** What visitors find by a name: one tunnel, or several that share it. Safe from any thread. */
public sealed interface Served permits Tunnel, Pool {
  /** What the registry finds it by. */
  String key();

  /** What all of them are for. */
  TunnelProtocol protocol();

  /**
   * The tunnel for a visitor who comes now.
   *
   * @param current by which the visitor was served before: it stays, where that can serve on
   * @return empty: the last one has just gone
   */
  Optional<Tunnel> choose(@Nullable Tunnel current);

  /** All of them, now. */
  List<Tunnel> tunnels();
}
