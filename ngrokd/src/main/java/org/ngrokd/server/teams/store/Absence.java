package org.ngrokd.server.teams.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that does not answer is asked by one question a second, and all others are told at
 * once: who waited for it in turn would wait for minutes. Says in the log when it goes and comes
 * back. Safe from any thread.
 */
final class Absence {
  private static final Logger LOG = LoggerFactory.getLogger(Absence.class);
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private final AtomicReference<Gone> gone = new AtomicReference<>(Gone.NOT);

  /**
   * A time without it.
   *
   * @param words "" when there is none
   * @param since when it began
   * @param next when it is asked again
   */
  private record Gone(String words, long since, long next) {
    static final Gone NOT = new Gone("", 0, 0);

    boolean isNow() {
      return !words.isEmpty();
    }
  }

  Absence(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Before a question.
   *
   * @throws StoreException when the database does not answer, and it is not time to ask again
   */
  void ask() {
    Gone now = gone.get();
    if (!now.isNow()) {
      return;
    }
    long time = nanoTime.getAsLong();
    boolean isDue = time - now.next >= 0;
    if (!isDue || !gone.compareAndSet(now, new Gone(now.words, now.since, time + PAUSE))) {
      throw new StoreException(now.words, null);
    }
  }

  /** It did not answer. */
  void missed(String words) {
    long time = nanoTime.getAsLong();
    Gone before =
        gone.getAndUpdate(now -> new Gone(words, now.isNow() ? now.since : time, time + PAUSE));
    if (!before.isNow()) {
      LOG.warn("{}. Until it does nobody signs in or logs in anew; what is open goes on", words);
    }
  }

  /** It answered. */
  void answered() {
    if (gone.get().isNow()) {
      Gone before = gone.getAndSet(Gone.NOT);
      if (before.isNow()) {
        long seconds = Duration.ofNanos(nanoTime.getAsLong() - before.since).toSeconds();
        LOG.info("The database of accounts answers again, after {} s", seconds);
      }
    }
  }
}
