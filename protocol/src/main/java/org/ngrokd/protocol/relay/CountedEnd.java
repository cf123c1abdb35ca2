package org.ngrokd.protocol.relay;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An end that tells once, on whatever thread, that it is over: when its connection is gone, or when
 * it was given up before it was started.
 */
public final class CountedEnd implements RelayEnd {
  private final RelayEnd inner;
  private final Runnable over;
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean started;

  /**
   * @param over is run once
   */
  public CountedEnd(RelayEnd inner, Runnable over) {
    this.inner = inner;
    this.over = over;
  }

  @Override
  public void start(Receiver receiver) {
    started = true;
    inner.start(new Counting(receiver));
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
    inner.pauseReading();
  }

  @Override
  public void resumeReading() {
    inner.resumeReading();
  }

  @Override
  public void finishSending() {
    inner.finishSending();
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

  /** Passes everything on and hears the end. */
  private final class Counting implements Receiver {
    private final Receiver receiver;

    Counting(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void received(ByteBuf bytes) {
      receiver.received(bytes);
    }

    @Override
    public void receivedBurst() {
      receiver.receivedBurst();
    }

    @Override
    public void finished() {
      receiver.finished();
    }

    @Override
    public void writabilityChanged() {
      receiver.writabilityChanged();
    }

    @Override
    public void closed() {
      tell();
      receiver.closed();
    }
  }
}
