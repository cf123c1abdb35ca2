package org.ngrokd.server.teams.store;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads on which the database is asked, and who waits for one: not too many, and not longer
 * than anybody is interested in the answer. Safe from any thread.
 */
final class Turns implements AutoCloseable {
  /** More than this waiting is a database that does not keep up. */
  private static final int WAITING = 2_000;

  /** A login waits for eight seconds, and needs time for the answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final Duration STOP = Duration.ofSeconds(5);

  private final ThreadPoolExecutor threads;

  Turns(int threads) {
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread named = new Thread(task, "ngrokd-accounts");
              named.setDaemon(true);
              return named;
            });
    this.threads.allowCoreThreadTimeOut(true);
  }

  /** Asks when it is this question's turn. */
  <T> CompletableFuture<T> take(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    long asked = System.nanoTime();
    try {
      threads.execute(() -> ask(question, asked, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(late(threads.isShutdown() ? "is closed" : "does not keep up"));
    }
    return answer;
  }

  private static <T> void ask(Supplier<T> question, long asked, CompletableFuture<T> answer) {
    if (answer.isDone()) {
      return; // whoever asked has gone
    }
    if (System.nanoTime() - asked > PATIENCE.toNanos()) {
      answer.completeExceptionally(late("does not keep up"));
      return;
    }
    try {
      answer.complete(question.get());
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  private static StoreException late(String words) {
    return new StoreException("The database of accounts " + words, null);
  }

  /** Waits a little for what is under way. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
