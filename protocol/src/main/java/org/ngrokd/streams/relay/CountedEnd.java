package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An end that tells once, on whatever thread, that it is over: when its connection is gone, or when
 * it was given up before it was started.
 */
public final class CountedEnd extends PassingEnd {
  private final Runnable over;
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean started;

  /**
   * @param over is run once
   */
  public CountedEnd(RelayEnd inner, Runnable over) {
    super(inner);
    this.over = over;
  }

  @Override
  public void start(Receiver newReceiver) {
    started = true;
    inner.start(
        new Passing(newReceiver) {
          @Override
          public void received(ByteBuf bytes) {
            receiver.received(bytes);
          }

          @Override
          public void closed() {
            tell();
            super.closed();
          }
        });
  }

  @Override
  public void close() {
    tellUnlessStarted();
    inner.close();
  }

  @Override
  public void reset() {
    tellUnlessStarted();
    inner.reset();
  }

  @Override
  public void breakOff() {
    tellUnlessStarted();
    inner.breakOff();
  }

  private void tellUnlessStarted() {
    if (!started) {
      tell();
    }
  }

  private void tell() {
    if (told.compareAndSet(false, true)) {
      over.run();
    }
  }
}
