package org.ngrokd.server.acme.order;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many certificates are asked for in a week: for each registered domain below what CAs allow
 * (Let's Encrypt: 50), and in all, since some of them count accounts too. Renewals count as well,
 * which is on the safe side. Safe from any thread.
 */
public final class WeeklyBudget {
  static final int EACH = 40;
  static final int ALL = 280;
  private static final Duration WEEK = Duration.ofDays(7);

  private final Clock clock;
  private final Map<String, Deque<Instant>> byDomain = new HashMap<>();
  private final Deque<Instant> all = new ArrayDeque<>();

  public WeeklyBudget(Clock clock) {
    this.clock = clock;
  }

  /** Takes one for this name; false when there is none left this week. */
  public synchronized boolean take(String name) {
    Instant now = clock.instant();
    forget(all, now);
    byDomain.values().removeIf(times -> forget(times, now).isEmpty());
    Deque<Instant> times =
        byDomain.computeIfAbsent(RegisteredDomain.of(name), first -> new ArrayDeque<>());
    if (times.size() >= EACH || all.size() >= ALL) {
      return false;
    }
    times.add(now);
    all.add(now);
    return true;
  }

  /** What is older than a week, or of a time that has not come (the clock was set back). */
  private static Deque<Instant> forget(Deque<Instant> times, Instant now) {
    times.removeIf(time -> time.plus(WEEK).isBefore(now) || time.isAfter(now));
    return times;
  }
}
