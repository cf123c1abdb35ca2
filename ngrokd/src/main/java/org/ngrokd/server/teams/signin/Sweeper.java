package org.ngrokd.server.teams.signin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.ngrokd.server.teams.store.Tables;

/**
 * Forgets what nobody can use any more, now and then, within transactions of those who come. Safe
 * from any thread.
 */
final class Sweeper {
  static final Duration EVERY = Duration.ofMinutes(10);

  private final Sessions sessions;
  private final Clock clock;
  private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

  Sweeper(Sessions sessions, Clock clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Does it when it was not done for a while. */
  void sweepIfDue(Tables tables) {
    Instant now = clock.instant();
    Instant due = next.get();
    if (!now.isBefore(due) && next.compareAndSet(due, now.plus(EVERY))) {
      sessions.sweep(tables);
      tables.once().removeEnded(now);
      tables.devices().removeEnded(now);
    }
  }
}
