package org.ngrokd.server.cluster.links;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ngrokd.server.tunnel.ServerAwayException;

/**
 * Looks after one that waits for another node. A client there may be slow, and has its own limits;
 * the node itself answers at once. So it is asked for a sign of life, and where none comes in time
 * the waiting ends. Confined to its event loop.
 */
final class SignsOfLife {
  /** Until it is asked, and then until it has answered: 3 s in all for a node that is gone. */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private final EventLoop loop;
  private final Promise<?> awaited;
  private final Consumer<Runnable> question;
  private boolean isHeard = true;

  private SignsOfLife(EventLoop loop, Promise<?> awaited, Consumer<Runnable> question) {
    this.loop = loop;
    this.awaited = awaited;
    this.question = question;
  }

  /**
   * Begins to look.
   *
   * @param awaited fails with a {@link ServerAwayException} when the node gives none
   * @param question asks the node, and runs what it is given when that answers, on the loop
   */
  static void of(EventLoop loop, Promise<?> awaited, Consumer<Runnable> question) {
    if (!awaited.isDone()) {
      new SignsOfLife(loop, awaited, question).await();
    }
  }

  private void await() {
    var timer = loop.schedule(this::look, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    awaited.addListener(done -> timer.cancel(false));
  }

  private void look() {
    if (awaited.isDone()) {
      return;
    }
    if (isHeard) {
      isHeard = false;
      question.accept(() -> isHeard = true);
      await();
    } else {
      boolean unused =
          awaited.tryFailure(new ServerAwayException("its server gives no sign of life"));
    }
  }
}
