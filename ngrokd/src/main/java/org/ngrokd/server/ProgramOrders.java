package org.ngrokd.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ngrokd.server.admin.Orders;

/** What the program can be told to do while it runs. Safe from any thread. */
final class ProgramOrders implements Orders {
  private final Supplier<Reloaded> reloading;
  private final Consumer<Duration> ending;

  /**
   * Those that these carry out. Who asks only for the interface loads nothing else.
   *
   * @param reloading reads the config file anew; waits for files
   * @param ending ends the program when what is under way is done; waits for that
   */
  static Orders of(Supplier<Reloaded> reloading, Consumer<Duration> ending) {
    return new ProgramOrders(reloading, ending);
  }

  private ProgramOrders(Supplier<Reloaded> reloading, Consumer<Duration> ending) {
    this.reloading = reloading;
    this.ending = ending;
  }

  @Override
  public CompletionStage<Reloaded> reload() {
    CompletableFuture<Reloaded> done = new CompletableFuture<>();
    thread(
        "ngrokd-reload",
        () -> {
          try {
            done.complete(reloading.get());
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  @Override
  public CompletionStage<Runnable> drain(Duration most) {
    return CompletableFuture.completedFuture(
        () -> thread("ngrokd-drain", () -> ending.accept(most)));
  }

  private static void thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
