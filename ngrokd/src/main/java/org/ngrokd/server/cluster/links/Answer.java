package org.ngrokd.server.cluster.links;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.server.tunnel.Opening;
import org.ngrokd.server.tunnel.ServiceDownException;
import org.ngrokd.streams.relay.PassingEnd;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A stream to another node: a way to the client once that node has said that it is one. Its first
 * byte says so and goes no further; what comes right behind it is kept until the visitor is joined,
 * and no more than a window of it comes. Confined to the event loop of the stream.
 */
final class Answer extends PassingEnd {
  private final Promise<RelayEnd> awaited;
  private final Queue<ByteBuf> early = new ArrayDeque<>();
  private @Nullable Receiver receiver;
  private boolean isAnswered;
  private boolean isFinished;
  private boolean isClosed;
  private volatile int earlyBytes;

  private Answer(RelayEnd stream, Promise<RelayEnd> awaited) {
    super(stream);
    this.awaited = awaited;
  }

  /**
   * Waits for the answer.
   *
   * @param awaited gets the way, or why there is none; who does not want it any more cancels it
   */
  static void await(RelayEnd stream, Promise<RelayEnd> awaited) {
    Answer answer = new Answer(stream, awaited);
    awaited.addListener(
        done -> {
          if (!done.isSuccess()) {
            stream.reset();
          }
        });
    stream.start(answer.new First());
  }

  @Override
  public void start(Receiver newReceiver) {
    receiver = newReceiver;
    for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
      newReceiver.received(bytes);
    }
    earlyBytes = 0;
    newReceiver.receivedBurst();
    if (isFinished) {
      newReceiver.finished();
    }
    if (isClosed) {
      newReceiver.closed();
    } else {
      inner.resumeReading();
    }
  }

  @Override
  public long waiting() {
    return inner.waiting() + earlyBytes;
  }

  private void answered(Reply reply) {
    isAnswered = true;
    switch (reply) {
      case JOINED -> {
        inner.pauseReading();
        Opening.give(this, awaited);
      }
      case NOT_OURS -> fail(new NotOursException());
      case BUSY -> fail(new BusyException("it has as many connections as it may have"));
      case SERVICE_DOWN -> fail(new ServiceDownException("its service does not answer"));
      case CLIENT_AWAY -> fail(new ClosedChannelException());
    }
  }

  private void fail(Exception why) {
    boolean unused = awaited.tryFailure(why);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  private void keep(ByteBuf bytes) {
    if (awaited.isSuccess() && !isClosed) {
      early.add(bytes);
      earlyBytes += bytes.readableBytes();
    } else {
      bytes.release();
    }
  }

  private void drop() {
    early.forEach(ByteBuf::release);
    early.clear();
    earlyBytes = 0;
  }

  @Override
  public void reset() {
    drop();
    super.reset();
  }

  /** Hears of everything first. */
  private final class First implements Receiver {
    @Override
    public void received(ByteBuf bytes) {
      if (receiver != null) {
        receiver.received(bytes);
        return;
      }
      if (!isAnswered && bytes.isReadable()) {
        answered(Reply.of(bytes.readByte()));
      }
      if (receiver != null && bytes.isReadable()) {
        receiver.received(bytes); // who got it has begun at once
      } else if (bytes.isReadable()) {
        keep(bytes);
      } else {
        bytes.release();
      }
    }

    @Override
    public void receivedBurst() {
      if (receiver != null) {
        receiver.receivedBurst();
      }
    }

    @Override
    public void finished() {
      isFinished = true;
      if (receiver != null) {
        receiver.finished();
      } else if (!isAnswered) {
        fail(new ClosedChannelException());
      }
    }

    @Override
    public void writabilityChanged() {
      if (receiver != null) {
        receiver.writabilityChanged();
      }
    }

    @Override
    public void closed() {
      isClosed = true;
      fail(new ClosedChannelException());
      if (receiver != null) {
        receiver.closed();
      }
    }
  }
}
