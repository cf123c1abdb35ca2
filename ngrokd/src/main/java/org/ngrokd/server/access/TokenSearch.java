package org.ngrokd.server.access;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks for tokens without an id among many, one after the other on a thread of its own. A search
 * costs some milliseconds among ten thousand, and strangers can ask for it: only so many wait.
 */
public final class TokenSearch implements AutoCloseable {
  /** Among fewer it is not worth another thread: about 50 microseconds. */
  static final int FEW = 100;

  /** What is waiting then ends within two seconds, and logins wait for eight. */
  private static final int WAITING = 200;

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          task -> {
            Thread named = new Thread(task, "ngrokd-tokens");
            named.setDaemon(true);
            return named;
          });

  public TokenSearch() {
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Searches, at once among few.
   *
   * @param among how many hashes have to be computed
   * @return fails when too many wait already
   */
  public <T> CompletableFuture<T> search(int among, Supplier<T> search) {
    if (among <= FEW) {
      return CompletableFuture.completedFuture(search.get());
    }
    try {
      return CompletableFuture.supplyAsync(search, thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new RejectedExecutionException("too many tokens are being looked for"));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
