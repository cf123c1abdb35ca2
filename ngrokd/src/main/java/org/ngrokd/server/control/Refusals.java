package org.ngrokd.server.control;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down clients that are refused and come back at once and for ever (one was seen to try 2,610
 * times in 8 seconds): the more often an address was refused lately, the longer it waits for the
 * next refusal. Clients that are welcome never wait.
 *
 * <p>Safe from any thread. Protocol: §12 "refusals come slowly".
 */
public final class Refusals {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final int DOUBLINGS = 5; // 8 s: shorter than any client waits for an answer

  /** An address that was not refused for this long starts anew. */
  private static final Duration MEMORY = Duration.ofMinutes(1);

  /** Addresses remembered; more are a flood, of which the oldest are forgotten. */
  private static final int MOST = 10_000;

  private final Ticker ticker;
  private final Map<String, Past> byAddress =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Past> eldest) {
          return size() > MOST;
        }
      };

  public Refusals(Ticker ticker) {
    this.ticker = ticker;
  }

  private static final Past NONE = new Past(0, 0);

  private record Past(int count, long lastNanos) {}

  /** Notes one more refusal of this address and says how long to wait before telling it. */
  synchronized Duration next(String address) {
    long now = ticker.nanoTime();
    Past before = byAddress.getOrDefault(address, NONE);
    int count = now - before.lastNanos() > MEMORY.toNanos() ? 0 : before.count();
    byAddress.put(address, new Past(count + 1, now));
    return count == 0 ? Duration.ZERO : FIRST.multipliedBy(1L << Math.min(count - 1, DOUBLINGS));
  }
}
