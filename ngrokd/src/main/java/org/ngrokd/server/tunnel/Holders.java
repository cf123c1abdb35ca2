package org.ngrokd.server.tunnel;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All that own tunnels on this server, whatever they speak. Safe from any thread. */
public final class Holders {
  private final Set<Holder> all = ConcurrentHashMap.newKeySet();

  public void add(Holder holder) {
    all.add(holder);
  }

  public void remove(Holder holder) {
    all.remove(holder);
  }

  /** Those that are there now. */
  public Collection<Holder> all() {
    return List.copyOf(all);
  }
}
