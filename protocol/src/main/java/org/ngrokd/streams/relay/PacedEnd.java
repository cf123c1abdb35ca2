package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An end with a pace: when bytes come faster from it, it stops reading for a while; when they are
 * written faster to it, it takes no more for a while.
 *
 * <p>Confined to the event loop on which the end inside tells its receiver, but for {@link
 * #isWritable}.
 */
public final class PacedEnd extends PassingEnd {
  private final EventExecutor loop;
  private final Optional<Pace> reading;
  private final Optional<Pace> writing;
  private @Nullable Receiver receiver;
  private @Nullable ScheduledFuture<?> readingAgain;
  private @Nullable ScheduledFuture<?> writingAgain;
  private volatile boolean full;
  private boolean wanted = true;
  private boolean over;

  /**
   * @param inner tells its receiver on {@code loop}; see {@link MovedEnd}
   * @param reading the pace of what comes from it
   * @param writing the pace of what is written to it
   */
  public PacedEnd(
      RelayEnd inner, EventExecutor loop, Optional<Pace> reading, Optional<Pace> writing) {
    super(inner);
    this.loop = loop;
    this.reading = reading;
    this.writing = writing;
  }

  @Override
  public void start(Receiver newReceiver) {
    receiver = newReceiver;
    inner.start(new Paced(newReceiver));
  }

  @Override
  public void write(ByteBuf bytes) {
    int length = bytes.readableBytes();
    inner.write(bytes);
    long wait = writing.map(pace -> pace.take(length)).orElse(0L);
    if (wait > 0) {
      full = true;
      cancel(writingAgain);
      writingAgain = loop.schedule(this::writeAgain, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void writeAgain() {
    full = false;
    if (!over && receiver != null) {
      receiver.writabilityChanged();
    }
  }

  @Override
  public boolean isWritable() {
    return !full && inner.isWritable();
  }

  @Override
  public void pauseReading() {
    wanted = false;
    inner.pauseReading();
  }

  @Override
  public void resumeReading() {
    wanted = true;
    if (readingAgain == null) {
      inner.resumeReading();
    }
  }

  private void readAgain() {
    readingAgain = null;
    if (wanted && !over) {
      inner.resumeReading();
    }
  }

  private void end() {
    over = true;
    cancel(readingAgain);
    cancel(writingAgain);
  }

  private static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Passes everything on, and counts what comes. */
  private final class Paced extends Passing {
    Paced(Receiver next) {
      super(next);
    }

    @Override
    public void received(ByteBuf bytes) {
      int length = bytes.readableBytes();
      receiver.received(bytes);
      long wait = reading.map(pace -> pace.take(length)).orElse(0L);
      if (wait > 0 && !over) {
        inner.pauseReading();
        cancel(readingAgain);
        readingAgain = loop.schedule(PacedEnd.this::readAgain, wait, TimeUnit.NANOSECONDS);
      }
    }

    @Override
    public void closed() {
      end();
      super.closed();
    }
  }
}
