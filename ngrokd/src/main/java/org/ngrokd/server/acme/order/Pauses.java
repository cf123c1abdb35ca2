package org.ngrokd.server.acme.order;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.server.acme.keep.OrderNotes.Paused;

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
  private final Map<String, Paused> pauses =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Paused> eldest) {
          return size() > MOST;
        }
      };

  public Pauses(Clock clock) {
    this.clock = clock;
  }

  /**
   * An order has failed.
   *
   * @param notBefore when the CA wants to be asked again; empty: it does not say
   * @return until when the name may not be asked for again
   */
  public synchronized Paused failed(String name, Optional<Instant> notBefore) {
    Paused before = pauses.remove(name);
    Duration length = before == null ? FIRST : longer(before.length());
    Instant end = clock.instant().plus(length);
    Instant wanted = notBefore.filter(end::isBefore).orElse(end);
    Paused pause = new Paused(name, length, wanted);
    pauses.put(name, pause);
    return pause;
  }

  private static Duration longer(Duration length) {
    Duration twice = length.multipliedBy(2);
    return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }

  /** It has worked. */
  public synchronized void worked(String name) {
    pauses.remove(name);
  }

  /** Knows these, too; of two for a name the one that ends later. */
  public synchronized void takeUp(List<Paused> noted) {
    for (Paused each : noted) {
      Paused known = pauses.get(each.order());
      if (known == null || known.end().isBefore(each.end())) {
        pauses.remove(each.order());
        pauses.put(each.order(), each);
      }
    }
  }

  /** Whether it has failed more than once, one time after the other. */
  public synchronized boolean failsAgain(String name) {
    Paused pause = pauses.get(name);
    return pause != null && pause.length().compareTo(FIRST) > 0;
  }

  /**
   * Until when the name may not be asked for; empty: it may. A clock set back ends no pause late.
   */
  public synchronized Optional<Instant> end(String name) {
    Paused pause = pauses.get(name);
    if (pause == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    boolean isOver = !now.isBefore(pause.end());
    boolean isSetBack = now.plus(pause.length()).isBefore(pause.end().minus(LONGEST));
    return isOver || isSetBack ? Optional.empty() : Optional.of(pause.end());
  }
}
