package org.ngrokd.server.teams.signin;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Where providers are waited for: a few threads, and a short queue before them. Who comes when both
 * are full is told so; who waited too long in the queue has no time left. Safe from any thread.
 */
final class ProviderThreads implements AutoCloseable {
  static final int THREADS = 4;
  static final int WAITING = 60;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(WAITING),
          task -> {
            Thread named = new Thread(task, "ngrokd-sign-in");
            named.setDaemon(true);
            return named;
          });

  ProviderThreads() {
    threads.allowCoreThreadTimeOut(true);
  }

  /** Asks; fails with a {@link RefusalException} when nobody has time. */
  <T> CompletionStage<T> ask(Function<Deadline, T> question) {
    Deadline deadline = Deadline.in(Deadline.PATIENCE);
    try {
      return CompletableFuture.supplyAsync(() -> question.apply(deadline), threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new RefusalException(Refusal.BUSY, "waiting for providers"));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
