package org.ngrokd.server.teams.site;

import io.netty.util.concurrent.Ticker;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ngrokd.server.limits.TokenBucket;

/**
 * How often each token and each session may ask. Of those that have not asked for longest it is
 * forgotten, so that it never takes more than some memory.
 *
 * <p>Safe from any thread.
 */
final class CallRate {
  /** A page that is open asks once in three seconds, twice at most. */
  static final int PER_SECOND = 10;

  static final int AT_ONCE = 100;

  private static final int MOST = 10_000;

  private final Ticker ticker;
  private final Map<String, TokenBucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > MOST;
        }
      };

  CallRate(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Takes one call; false when it has to wait a second. */
  synchronized boolean take(String key) {
    long now = ticker.nanoTime();
    return buckets
        .computeIfAbsent(key, unused -> new TokenBucket(PER_SECOND, AT_ONCE, now))
        .take(now);
  }
}
