package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The rules for a way to the client while it is being opened: a visitor who leaves cancels its
 * future, everything that opens it hears of that, and what comes too late goes back.
 */
public final class Opening {
  private Opening() {}

  /** When the visitor leaves, what it waits for is cancelled too. */
  public static void cancels(Future<?> awaited, Future<?> inner) {
    awaited.addListener(
        done -> {
          if (awaited.isCancelled()) {
            inner.cancel(false);
          }
        });
  }

  /** Gives the way to the visitor who waits for it; one who has left has no use for it. */
  public static void give(RelayEnd way, Promise<RelayEnd> awaited) {
    if (!awaited.trySuccess(way)) {
      way.reset();
    }
  }
}
