package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.ngrokd.streams.relay.PassingEnd;
import org.ngrokd.streams.relay.RelayEnd;

/** A visitor's end with a {@link Tap} beside it: everything passes as it would without. */
final class TappedEnd extends PassingEnd {
  private static final String BROKEN = "the connection broke";

  private final EventLoop loop;
  private final Tap tap;

  TappedEnd(RelayEnd inner, EventLoop loop, Tap tap) {
    super(inner);
    this.loop = loop;
    this.tap = tap;
  }

  @Override
  public void start(Receiver newReceiver) {
    inner.start(
        new Passing(newReceiver) {
          @Override
          public void received(ByteBuf bytes) {
            tap.fromVisitor(bytes);
            receiver.received(bytes);
          }

          @Override
          public void finished() {
            tap.visitorFinished();
            super.finished();
          }

          @Override
          public void closed() {
            tap.closed(BROKEN);
            super.closed();
          }
        });
  }

  @Override
  public void write(ByteBuf bytes) {
    if (loop.inEventLoop()) {
      tap.fromService(bytes);
    } else {
      loop.execute(() -> tap.closed("it was answered from elsewhere"));
    }
    inner.write(bytes);
  }

  @Override
  public void finishSending() {
    onLoop(tap::serviceFinished);
    inner.finishSending();
  }

  @Override
  public void close() {
    onLoop(tap::serviceFinished);
    inner.close();
  }

  @Override
  public void reset() {
    onLoop(() -> tap.closed(BROKEN));
    inner.reset();
  }

  private void onLoop(Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
    } else {
      loop.execute(work);
    }
  }
}
