package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks each second whether what hangs on others' names is as it should be, on thread {@code
 * ngrokd-cluster-looks}; and where changes were not told, asks what they came to until that is
 * answered. The lease waits for what became of this server's own names, and for nothing else. Safe
 * from any thread.
 */
final class Looks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Looks.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final int WORTH_A_WORD = 4;

  private final Lease lease;
  private final Runnable look;
  private final Supplier<CompletableFuture<Void>> own;
  private final Supplier<CompletableFuture<Void>> others;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread named = new Thread(task, "ngrokd-cluster-looks");
            named.setDaemon(true);
            return named;
          });
  private int interruptions; // in a row; under the lock
  private volatile boolean isBehind;
  private volatile boolean isBehindOthers;
  private volatile boolean isLate;

  /**
   * @param lease goes on only with what came of all changes
   * @param look takes no time
   * @param own asks who has this server's names; fails when it is not answered
   * @param others asks for what else may have changed; fails likewise
   */
  Looks(
      Lease lease,
      Runnable look,
      Supplier<CompletableFuture<Void>> own,
      Supplier<CompletableFuture<Void>> others) {
    this.lease = lease;
    this.look = look;
    this.own = own;
    this.others = others;
  }

  /**
   * @param others is run at once and then after each pause, too; takes no time
   */
  void start(Duration pause, Runnable others) {
    var unused =
        List.of(
            thread.scheduleWithFixedDelay(others, 0, pause.toMillis(), TimeUnit.MILLISECONDS),
            thread.scheduleWithFixedDelay(
                this::look, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Runs something else, too, that takes no time. */
  void often(Duration pause, Runnable what) {
    var unused =
        thread.scheduleWithFixedDelay(
            what, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Once more, what was not answered. */
  void look() {
    look.run();
    if (isBehind) {
      missedOwn();
    }
    if (isBehindOthers) {
      missedOthers();
    }
  }

  /**
   * Changes are not told for now. One member of an engine may end, and another one tells: it is
   * worth a word when several attempts have failed.
   *
   * @param why for people
   */
  synchronized void interrupted(String why) {
    long unused = lease.missed(); // what is made up for when they are told again
    interruptions++;
    if (interruptions == WORTH_A_WORD) {
      LOG.warn(
          "Changes in the cluster are not heard of: {}. This server's lease does not go on until"
              + " they are",
          why);
    }
  }

  /** From now on changes are told; before, some may not have been. */
  void missed() {
    resumed();
    missedOthers();
  }

  /** From now on changes are told, also those since the interruption, but late. */
  void resumed() {
    synchronized (this) {
      interruptions = 0;
    }
    missedOwn();
  }

  /** What is asked while changes are not told makes up for nothing: more may come. */
  private synchronized OptionalLong miss() {
    if (interruptions > 0) {
      return OptionalLong.empty();
    }
    isBehind = false; // before there is a number: a later one may fail before this one is answered
    return OptionalLong.of(lease.missed());
  }

  private void missedOwn() {
    OptionalLong number = miss();
    if (number.isEmpty()) {
      return;
    }
    long miss = number.getAsLong();
    var unused =
        own.get()
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    isLate = false;
                    lease.caughtUp(miss);
                  } else {
                    isBehind = true;
                    tell(failure);
                  }
                });
  }

  private void tell(Throwable failure) {
    if (!isLate) {
      isLate = true;
      LOG.warn(
          "Who has this server's names cannot be asked for: {}. Its lease does not go on until it"
              + " can",
          Failures.oneLine(Causes.of(failure)));
    }
  }

  private void missedOthers() {
    isBehindOthers = false;
    var unused =
        others
            .get()
            .exceptionally(
                failure -> {
                  isBehindOthers = true;
                  return null;
                });
  }

  @Override
  public void close() {
    var unused = thread.shutdownNow();
  }
}
