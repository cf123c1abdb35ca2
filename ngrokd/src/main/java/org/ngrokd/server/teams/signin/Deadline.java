package org.ngrokd.server.teams.signin;

import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;

/**
 * When a provider has to have answered everything, however many questions that takes. Immutable.
 *
 * @param nanos of {@link System#nanoTime}
 */
record Deadline(long nanos) implements SecurityContext {
  /** A person waits, looking at an empty page. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  /** What is left; never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
  }
}
