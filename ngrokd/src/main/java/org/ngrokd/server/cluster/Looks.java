package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks each second whether what hangs on others' names is as it should be, on thread {@code
 * ngrokd-cluster-looks}; and where changes were not told, asks what they came to until that is
 * answered. Safe from any thread.
 */
final class Looks implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Lease lease;
  private final Runnable look;
  private final Supplier<CompletableFuture<Void>> catchUp;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread named = new Thread(task, "ngrokd-cluster-looks");
            named.setDaemon(true);
            return named;
          });
  private volatile boolean isBehind;

  /**
   * @param lease goes on only with what came of all changes
   * @param look takes no time
   * @param catchUp asks for all that may have changed; fails when it is not answered
   */
  Looks(Lease lease, Runnable look, Supplier<CompletableFuture<Void>> catchUp) {
    this.lease = lease;
    this.look = look;
    this.catchUp = catchUp;
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

  private void look() {
    look.run();
    if (isBehind) {
      missed();
    }
  }

  /** Changes may not have been told. */
  void missed() {
    isBehind = false;
    long miss = lease.missed();
    var unused =
        catchUp
            .get()
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    lease.caughtUp(miss);
                  } else {
                    isBehind = true;
                  }
                });
  }

  @Override
  public void close() {
    var unused = thread.shutdownNow();
  }
}
