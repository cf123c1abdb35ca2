package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
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
public final class MovedEnd implements RelayEnd {
  /** Bytes on their way, above which the end stops reading, and below which it goes on. */
  private static final long MOST_CROSSING = 256L * 1024;

  private static final long FEW_CROSSING = 64L * 1024;

  /**
   * What carrying a piece over costs beyond its bytes: many small ones must not pass for little.
   */
  private static final int PIECE = 256;

  private final RelayEnd inner;
  private final EventExecutor loop;
  private final AtomicLong crossing = new AtomicLong();
  private volatile boolean wanted = true;
  private volatile boolean choked;

  /**
   * @param loop where the receiver is told
   */
  public MovedEnd(RelayEnd inner, EventExecutor loop) {
    this.inner = inner;
    this.loop = loop;
  }

  @Override
  public void start(Receiver receiver) {
    inner.start(new Crossing(receiver));
  }

  @Override
  public void write(ByteBuf bytes) {
    inner.write(bytes);
  }

  @Override
  public void flush() {
    inner.flush();
  }

  @Override
  public boolean isWritable() {
    return inner.isWritable();
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
  public void finishSending() {
    inner.finishSending();
  }

  @Override
  public void breakOff() {
    inner.breakOff();
  }

  @Override
  public long waiting() {
    return inner.waiting() + crossing.get();
  }

  @Override
  public void tighten(boolean on) {
    inner.tighten(on);
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public void reset() {
    inner.reset();
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
