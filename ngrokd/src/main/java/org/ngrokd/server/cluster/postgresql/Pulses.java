package org.ngrokd.server.cluster.postgresql;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.ngrokd.server.cluster.engine.Life;

/**
 * Sees which nodes are late: those that have not renewed for a lease, by this server's own clock
 * that nobody sets, since it first saw their last renewal. Safe from any thread.
 */
final class Pulses {
  private final LongSupplier nanos;
  private final Map<String, Pulse> all = new ConcurrentHashMap<>();

  private record Pulse(long version, long since) {}

  Pulses(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The same, and whether they are late. */
  List<Life> felt(List<Life> lives, Duration lease) {
    long now = nanos.getAsLong();
    all.keySet().retainAll(lives.stream().map(Life::id).toList());
    return lives.stream()
        .map(
            life -> {
              Pulse pulse =
                  all.compute(
                      life.id(),
                      (id, before) ->
                          before != null && before.version() == life.version()
                              ? before
                              : new Pulse(life.version(), now));
              boolean isLate = now - pulse.since() >= lease.toNanos();
              return new Life(life.card(), life.knows(), life.version(), isLate);
            })
        .toList();
  }
}
