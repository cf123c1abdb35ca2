package org.ngrokd.server.limits;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each limit was reached, and how many connections of each kind led to nothing, since the
 * server started. Safe from any thread.
 */
public final class LimitCounters {
  private final Map<Limit, LongAdder> reached = new EnumMap<>(Limit.class);
  private final Map<Junk, LongAdder> junk = new EnumMap<>(Junk.class);

  public LimitCounters() {
    for (Limit limit : Limit.values()) {
      reached.put(limit, new LongAdder());
    }
    for (Junk kind : Junk.values()) {
      junk.put(kind, new LongAdder());
    }
  }

  /** Someone was refused, cut off or held up by this limit. */
  public void reached(Limit limit) {
    adder(reached, limit).increment();
  }

  /** A connection led to nothing. */
  void junk(Junk kind) {
    adder(junk, kind).increment();
  }

  public long count(Limit limit) {
    return adder(reached, limit).sum();
  }

  public long count(Junk kind) {
    return adder(junk, kind).sum();
  }

  private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
    return Objects.requireNonNull(adders.get(key));
  }
}
