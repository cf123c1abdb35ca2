package org.ngrokd.server.acme.order;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When a name may be asked for again after a failure: after a minute, then after twice as long each
 * time, up to 12 hours, and not before the CA wants to be asked. Knows a bounded number of names,
 * the ones that failed last. Safe from any thread.
 */
public final class Pauses {
  static final Duration FIRST = Duration.ofMinutes(1);
  static final Duration LONGEST = Duration.ofHours(12);
  private static final int MOST = 10_000;

  private final Clock clock;
  private final Map<String, Pause> pauses =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pause> eldest) {
          return size() > MOST;
        }
      };

  private record Pause(Duration length, Instant end) {}

  public Pauses(Clock clock) {
    this.clock = clock;
  }

  /**
   * An order has failed.
   *
   * @param notBefore when the CA wants to be asked again; empty: it does not say
   * @return when the name may be asked for again
   */
  public synchronized Instant failed(String name, Optional<Instant> notBefore) {
    Pause before = pauses.remove(name);
    Duration length = before == null ? FIRST : longer(before.length());
    Instant end = clock.instant().plus(length);
    Instant wanted = notBefore.filter(end::isBefore).orElse(end);
    pauses.put(name, new Pause(length, wanted));
    return wanted;
  }

  private static Duration longer(Duration length) {
    Duration twice = length.multipliedBy(2);
    return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }

  /** It has worked. */
  public synchronized void worked(String name) {
    pauses.remove(name);
  }

  /**
   * Until when the name may not be asked for; empty: it may. A clock set back ends no pause late.
   */
  public synchronized Optional<Instant> end(String name) {
    Pause pause = pauses.get(name);
    if (pause == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    boolean isOver = !now.isBefore(pause.end());
    boolean isSetBack = now.plus(pause.length()).isBefore(pause.end().minus(LONGEST));
    return isOver || isSetBack ? Optional.empty() : Optional.of(pause.end());
  }
}
