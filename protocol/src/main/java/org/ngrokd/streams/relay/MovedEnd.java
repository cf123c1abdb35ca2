package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An end that tells everything on an event loop that is not its own, so that its receiver needs no
 * locks. What is on its way from one loop to the other is bounded: above that, the end stops
 * reading until the other loop has caught up. Costs nothing where both are the same loop.
 *
 * <p>Threads: the receiver is called on the loop given; {@link #pauseReading} and {@link
 * #resumeReading} may be called on that loop only, all else from any thread.
 */
public final class MovedEnd extends PassingEnd {
  /** Bytes on their way, above which the end stops reading, and below which it goes on. */
  private static final long MOST_CROSSING = 256L * 1024;

  private static final long FEW_CROSSING = 64L * 1024;

  /**
   * What carrying a piece over costs beyond its bytes: many small ones must not pass for little.
   */
  private static final int PIECE = 256;

  private final EventExecutor loop;
  private final AtomicLong crossing = new AtomicLong();
  private volatile boolean wanted = true;
  private volatile boolean choked;

  private MovedEnd(RelayEnd inner, EventExecutor loop) {
    super(inner);
    this.loop = loop;
  }

  /**
   * An end that tells everything on this loop: a new one, or this one if it does so already and
   * says so.
   */
  public static RelayEnd to(EventExecutor loop, RelayEnd end) {
    return end.tellsOn(loop) ? end : new MovedEnd(end, loop);
  }

  @Override
  public boolean tellsOn(Executor thread) {
    return thread == loop;
  }

  @Override
  public void start(Receiver receiver) {
    inner.start(new Crossing(receiver));
  }

  @Override
  public void pauseReading() {
    wanted = false;
    inner.pauseReading();
  }

  @Override
  public void resumeReading() {
    wanted = true;
    if (!choked) {
      inner.resumeReading();
    }
  }

  @Override
  public long waiting() {
    return inner.waiting() + crossing.get();
  }

  private void choke() {
    choked = true;
    inner.pauseReading();
    unchokeIfFew(); // the other loop may have caught up meanwhile
  }

  private void unchokeIfFew() {
    if (choked && crossing.get() <= FEW_CROSSING) {
      choked = false;
      if (wanted) {
        inner.resumeReading();
      }
    }
  }

  /** Takes what the end tells over to the other loop, in its order. */
  private final class Crossing implements Receiver {
    private final Receiver receiver;

    Crossing(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void received(ByteBuf bytes) {
      if (loop.inEventLoop()) {
        receiver.received(bytes);
        return;
      }
      int length = bytes.readableBytes() + PIECE;
      long onTheirWay = crossing.addAndGet(length);
      try {
        loop.execute(() -> arrived(bytes, length));
      } catch (RejectedExecutionException e) { // it is shutting down
        bytes.release();
        inner.reset();
        return;
      }
      if (onTheirWay > MOST_CROSSING && !choked) {
        choke();
      }
    }

    private void arrived(ByteBuf bytes, int length) {
      receiver.received(bytes);
      crossing.addAndGet(-length);
      unchokeIfFew();
    }

    @Override
    public void receivedBurst() {
      cross(receiver::receivedBurst);
    }

    @Override
    public void finished() {
      cross(receiver::finished);
    }

    @Override
    public void writabilityChanged() {
      cross(receiver::writabilityChanged);
    }

    @Override
    public void closed() {
      cross(receiver::closed);
    }

    private void cross(Runnable told) {
      if (loop.inEventLoop()) {
        told.run();
        return;
      }
      try {
        loop.execute(told);
      } catch (RejectedExecutionException e) { // it is shutting down
        inner.reset();
      }
    }
  }
}
