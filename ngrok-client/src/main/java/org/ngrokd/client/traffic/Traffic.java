package org.ngrokd.client.traffic;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** What passes through all tunnels. It outlives sessions. Safe from any thread. */
public final class Traffic {
  private final Map<Key, TunnelTraffic> tunnels = new ConcurrentHashMap<>();
  private final Tempo connections = new Tempo();

  /** One protocol of a tunnel. */
  public record Key(String tunnel, String protocol) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return Comparator.comparing(Key::tunnel).thenComparing(Key::protocol).compare(this, other);
    }

    /** Written out as {@link org.ngrokd.streams.net.HostAndPort}'s. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && tunnel.equals(key.tunnel) && protocol.equals(key.protocol);
    }

    @Override
    public int hashCode() {
      return 31 * tunnel.hashCode() + protocol.hashCode();
    }
  }

  /** That of one protocol of a tunnel, from now on if it is new. */
  public TunnelTraffic of(String tunnel, String protocol) {
    return tunnels.computeIfAbsent(
        new Key(tunnel, protocol), key -> new TunnelTraffic(connections));
  }

  /** All that there was, in the order of their names. */
  public Map<Key, TunnelTraffic> all() {
    return new TreeMap<>(tunnels);
  }

  /** Visitors' connections of all tunnels. */
  public Counts connections() {
    return connections.counts();
  }

  /** The sum over all tunnels. */
  public long sum(ToLongFunction<TunnelTraffic> count) {
    return tunnels.values().stream().mapToLong(count).sum();
  }
}
