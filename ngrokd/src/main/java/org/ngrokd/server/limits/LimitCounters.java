package org.ngrokd.server.limits;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often each limit was reached since the server started. Safe from any thread. */
public final class LimitCounters {
  private final Map<Limit, LongAdder> reached = new EnumMap<>(Limit.class);

  public LimitCounters() {
    for (Limit limit : Limit.values()) {
      reached.put(limit, new LongAdder());
    }
  }

  /** Someone was refused, cut off or held up by this limit. */
  public void reached(Limit limit) {
    adder(limit).increment();
  }

  public long count(Limit limit) {
    return adder(limit).sum();
  }

  private LongAdder adder(Limit limit) {
    return java.util.Objects.requireNonNull(reached.get(limit));
  }
}
