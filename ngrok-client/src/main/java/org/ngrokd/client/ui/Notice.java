package org.ngrokd.client.ui;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The one line that the user should read. What was just done comes before the silence of a server,
 * which is over when that has answered, and both before the last warning. Any thread.
 */
final class Notice {
  /** How long what was just done is told. */
  private static final Duration MOMENT = Duration.ofSeconds(4);

  private final LongSupplier nanoTime;
  private volatile String warning = "";
  private volatile String silence = "";
  private volatile String done = "";
  private volatile long doneUntil;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Notice(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void warned(String line) {
    warning = line;
  }

  void unanswered(String line) {
    silence = line;
  }

  void answered() {
    silence = "";
  }

  void done(String line) {
    doneUntil = nanoTime.getAsLong() + MOMENT.toNanos();
    done = line;
  }

  /** What is to be read now, or "". */
  String line() {
    if (!done.isEmpty() && nanoTime.getAsLong() - doneUntil < 0) {
      return done;
    }
    return silence.isEmpty() ? warning : silence;
  }
}
