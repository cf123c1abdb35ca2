package org.ngrokd.server.tunnel;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tunnels that are open, each with what has passed through it: made with the tunnel, gone with
 * it. Where nobody looks there are none. Safe from any thread.
 */
public final class TunnelMeters {
  private final Map<String, TunnelMeter> byId = new ConcurrentHashMap<>();
  private final Map<Claim, TunnelMeter> byClaim = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong(ThreadLocalRandom.current().nextLong());

  void opened(Tunnel tunnel) {
    TunnelMeter meter = new TunnelMeter(HexFormat.of().toHexDigits(ids.incrementAndGet()), tunnel);
    byId.put(meter.id(), meter);
    byClaim.put(tunnel.claim(), meter);
  }

  void closed(Tunnel tunnel) {
    TunnelMeter meter = byClaim.remove(tunnel.claim());
    if (meter != null) {
      byId.remove(meter.id());
    }
  }

  /** A tunnel's; empty when it is closed. */
  public Optional<TunnelMeter> of(Tunnel tunnel) {
    return Optional.ofNullable(byClaim.get(tunnel.claim()));
  }

  /** The one with this id. */
  public Optional<TunnelMeter> withId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** All that are there; the collection changes with them. */
  public Collection<TunnelMeter> all() {
    return byId.values();
  }
}
