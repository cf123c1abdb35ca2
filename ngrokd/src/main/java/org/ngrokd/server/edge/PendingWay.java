package org.ngrokd.server.edge;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A way to the client that a visitor waits for. Whoever leaves gives it up, so that it does not
 * take a proxy connection, or a place to wait, from somebody who is there. Once there is a way, the
 * rule for those who have finished is another: {@link Departure} for http; for tcp the service
 * hears of the end. Confined to the visitor's event loop.
 */
public final class PendingWay {
  /**
   * Who has finished sending may wait for the reply, or may have closed: that looks the same. So it
   * waits on, but not for long.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Future<RelayEnd> opening;
  private final EventExecutor loop;

  public PendingWay(Future<RelayEnd> opening, EventExecutor loop) {
    this.opening = opening;
    this.loop = loop;
  }

  /** The visitor sends no more. */
  public void visitorFinished() {
    if (!opening.isDone()) {
      var timer = loop.schedule(this::giveUp, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      opening.addListener(done -> timer.cancel(false));
    }
  }

  /** The visitor is gone. */
  public void giveUp() {
    opening.cancel(false);
  }
}
