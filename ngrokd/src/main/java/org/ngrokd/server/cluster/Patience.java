package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For a server that starts together with what the servers agree by. */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration BOOT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private Patience() {}

  /**
   * Asks for a while again and again. Waits.
   *
   * @throws UserException when there is no answer
   */
  static <T> T ask(Supplier<CompletableFuture<T>> question) {
    return insist(() -> question.get().join());
  }

  /**
   * Does for a while again and again what fails as long as there is no answer. Waits.
   *
   * @throws UserException when there is none in the end
   */
  static <T> T insist(Supplier<T> task) {
    long until = System.nanoTime() + BOOT.toNanos();
    boolean isSaid = false;
    while (true) {
      try {
        return task.get();
      } catch (CompletionException | EngineException e) {
        Throwable cause = Causes.of(e);
        if (!(cause instanceof EngineException) || System.nanoTime() - until >= 0) {
          throw new UserException("No cluster: " + cause.getMessage());
        }
        if (!isSaid) {
          isSaid = true;
          LOG.warn("{}; waiting for it up to {} s", cause.getMessage(), BOOT.toSeconds());
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
