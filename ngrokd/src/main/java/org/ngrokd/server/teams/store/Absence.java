package org.ngrokd.server.teams.store;

import java.time.Duration;
import java.util.Optional;
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

  /** Empty while it answers. All fields are guarded by this. */
  private String words = "";

  private long since;
  private long next;

  Absence(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Before a question.
   *
   * @throws StoreException when the database does not answer, and it is not time to ask again
   */
  synchronized void ask() {
    if (words.isEmpty()) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - next < 0) {
      throw new StoreException(words, null);
    }
    next = now + PAUSE;
  }

  /** It did not answer. */
  synchronized void missed(String why) {
    long now = nanoTime.getAsLong();
    if (words.isEmpty()) {
      since = now;
      LOG.warn("{}. Until it does nobody signs in or logs in anew; what is open goes on", why);
    }
    words = why;
    next = now + PAUSE;
  }

  /** Why it does not answer; empty while it does, or nobody has asked. */
  synchronized Optional<String> trouble() {
    return words.isEmpty() ? Optional.empty() : Optional.of(words);
  }

  /** It answered. */
  synchronized void answered() {
    if (!words.isEmpty()) {
      words = "";
      long seconds = Duration.ofNanos(nanoTime.getAsLong() - since).toSeconds();
      LOG.info("The database of accounts answers again, after {} s", seconds);
    }
  }
}
