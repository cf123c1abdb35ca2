package org.ngrokd.server.edge.http;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.edge.EdgeTimer;
import org.ngrokd.server.limits.Limit;

/**
 * The time limits of a visitor's connection: for a head, between two requests, and for the pace of
 * a body. Confined to its event loop.
 */
final class RequestTimes {
  /** Over which the pace of a body is averaged. */
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final EdgePolicy policy;
  private final Consumer<Limit> tooSlow;
  private final EdgeTimer timer;
  private boolean headUnderWay;
  private boolean reading = true;
  private boolean paused;
  private long windowBegan;
  private int windows;
  private @Nullable Turn turn;

  /**
   * @param tooSlow hears which limit was reached
   */
  RequestTimes(EventExecutor loop, EdgePolicy policy, Consumer<Limit> tooSlow) {
    this.policy = policy;
    this.tooSlow = tooSlow;
    this.timer = new EdgeTimer(loop);
  }

  /**
   * The first head is under way since the connection was made.
   *
   * @param since by the loop's ticker
   */
  void firstHead(long since) {
    headUnderWay = true;
    timer.setAt(
        since + policy.head().time().toNanos(), () -> tooSlow.accept(Limit.REQUEST_HEAD_TIME));
  }

  /** Part of a head was read. Its time runs from its first byte. */
  void headUnderWay(boolean underWay) {
    if (underWay && !headUnderWay) {
      headUnderWay = true;
      timer.set(policy.head().time(), () -> tooSlow.accept(Limit.REQUEST_HEAD_TIME));
    }
  }

  /** Nothing is under way. */
  void idle() {
    headUnderWay = false;
    timer.set(policy.idle(), () -> tooSlow.accept(Limit.IDLE));
  }

  /** The body of a request is under way, if it has one. */
  void body(Turn next) {
    if (policy.minBodyRate() > 0 && !next.isSent()) {
      turn = next;
      windows = 0;
      nextWindow();
    }
  }

  /** Whether the visitor is being read: while it is not, its pace says nothing. */
  void reading(boolean now) {
    reading = now;
    paused |= !now;
  }

  private void nextWindow() {
    windowBegan = turn == null ? 0 : turn.bodyBytes();
    paused = !reading;
    timer.set(WINDOW, this::windowEnded);
  }

  private void windowEnded() {
    Turn current = turn;
    if (current == null) {
      return;
    }
    long pace = (current.bodyBytes() - windowBegan) / WINDOW.toSeconds();
    windows++;
    if (pace < policy.minBodyRate() && !paused && !mayWait(current)) {
      tooSlow.accept(Limit.BODY_RATE);
    } else {
      nextWindow();
    }
  }

  /** A visitor may wait for a "100 Continue", but not for ever: many services never send it. */
  private boolean mayWait(Turn current) {
    return current.bodyBytes() == 0
        && current.request().headers().find("Expect") >= 0
        && WINDOW.multipliedBy(windows).compareTo(policy.idle()) < 0;
  }

  /** No limit for now. */
  void clear() {
    turn = null;
    headUnderWay = false;
    timer.clear();
  }

  /** The connection is over. */
  void stop() {
    turn = null;
    timer.stop();
  }
}
