package org.ngrokd.server.admin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Those of a server whose program does not take any yet, or that runs inside another program, which
 * tells it what to do by itself.
 */
public final class NoOrders implements Orders {
  private static final String WHY =
      "This server is just starting, or is part of another program, which alone can tell it that.";

  @Override
  public CompletionStage<Reloaded> reload() {
    return CompletableFuture.failedFuture(new NotPossible(WHY));
  }

  @Override
  public CompletionStage<Runnable> drain(Duration most) {
    return CompletableFuture.failedFuture(new NotPossible(WHY));
  }
}
