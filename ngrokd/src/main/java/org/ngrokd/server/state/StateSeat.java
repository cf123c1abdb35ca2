package org.ngrokd.server.state;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.cli.UserException;

/**
 * This server's right to its state directory, which it may leave to another one and take back. Safe
 * from any thread.
 */
public final class StateSeat implements AutoCloseable {
  /** A process that was killed is gone before its lock is: by a moment. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration BETWEEN = Duration.ofMillis(20);

  private final StateDirectory directory;
  private Optional<StateLock> lock;

  private StateSeat(StateDirectory directory) {
    this.directory = directory;
    this.lock = Optional.of(directory.lock());
  }

  /**
   * Takes it.
   *
   * @throws UserException when another server has it
   */
  public static StateSeat in(StateDirectory directory) {
    return new StateSeat(directory);
  }

  /** Leaves it to whoever comes. */
  public synchronized void leave() {
    lock.ifPresent(StateLock::close);
    lock = Optional.empty();
  }

  /**
   * Takes it again, from one that is gone or goes. Waits for it, so not on an event loop.
   *
   * @throws UserException when another server has it, and keeps it
   */
  public synchronized void takeBack() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    @Nullable UserException taken = null;
    while (lock.isEmpty() && System.nanoTime() < until) {
      try {
        lock = Optional.of(directory.lock());
      } catch (UserException e) {
        taken = e;
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
    }
    if (lock.isEmpty() && taken != null) {
      throw taken;
    }
  }

  @Override
  public void close() {
    leave();
  }
}
