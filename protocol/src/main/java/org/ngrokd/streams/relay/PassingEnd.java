package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;

/** An end that passes everything on to another; the base of those that change some of it. */
public abstract class PassingEnd implements RelayEnd {
  protected final RelayEnd inner;

  protected PassingEnd(RelayEnd inner) {
    this.inner = inner;
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
  public void breakOff() {
    inner.breakOff();
  }

  @Override
  public long waiting() {
    return inner.waiting();
  }

  @Override
  public void tighten(boolean on) {
    inner.tighten(on);
  }

  @Override
  public boolean tellsOn(Executor thread) {
    return inner.tellsOn(thread);
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public void reset() {
    inner.reset();
  }

  /** A receiver that passes everything on but the bytes. */
  protected abstract static class Passing implements Receiver {
    protected final Receiver receiver;

    protected Passing(Receiver receiver) {
      this.receiver = receiver;
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
      receiver.closed();
    }
  }
}
