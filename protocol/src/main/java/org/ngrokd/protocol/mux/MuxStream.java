package org.ngrokd.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * One proxied stream as an end of a relay: DATA frames carry the bytes, END_STREAM ends a
 * direction, RST_STREAM breaks the stream off.
 *
 * <p>Back-pressure: towards the peer by the stream's window, which is given back as bytes are
 * taken; from the peer by what is written here and not sent yet.
 *
 * <p>A direction towards us is <i>early</i> (bytes are kept until there is a receiver), then told
 * as it comes, then finished (END_STREAM, told behind the last byte) or broken (RST_STREAM). The
 * direction from us is open, then finishing: what is left to send is sent, for as long as the peer
 * takes some of it now and then. Both may end in either order; when both have, the stream is
 * closed, which is told once. {@link #reset} ends both at once.
 *
 * <p>It is longer than most, as {@link org.ngrokd.streams.relay.ChannelEnd} is and for the same
 * reason: what the contract of an end demands is all about the same few fields.
 *
 * <p>Confined to the event loop of its connection, but for what {@link RelayEnd} allows from any
 * thread.
 */
public final class MuxStream implements RelayEnd {
  /** Unsent bytes above which a stream takes no more, and below which it does again. */
  private static final int MOST_UNSENT = 128 * 1024;

  private static final int FEW_UNSENT = 32 * 1024;

  /** The same while memory is short. */
  private static final int MOST_UNSENT_TIGHT = 16 * 1024;

  private static final int FEW_UNSENT_TIGHT = 4 * 1024;

  /** How long {@link #close} waits for a peer that takes nothing of what is left to send. */
  private static final long STALL_SECONDS = 60;

  private final MuxConnection connection;
  private final FrameSender sender;
  private final Http2Stream stream;
  private final Window window = new Window();
  private final AtomicInteger unsent = new AtomicInteger();
  private volatile boolean choked;
  private volatile boolean tight;
  private volatile int pinned;
  private volatile int earlyMemory;
  private @Nullable Receiver receiver;
  private @Nullable Queue<ByteBuf> early;
  private boolean paused = true;
  private int held;
  private boolean peerFinished;
  private boolean toldFinished;
  private boolean discarding;
  private boolean breaking;
  private boolean closed;
  private @Nullable ChannelFuture sendingFinished;
  private @Nullable ScheduledFuture<?> stall;

  MuxStream(MuxConnection connection, FrameSender sender, Http2Stream stream) {
    this.connection = connection;
    this.sender = sender;
    this.stream = stream;
  }

  /** The event loop on which everything is told. */
  public EventLoop loop() {
    return connection.loop();
  }

  Window window() {
    return window;
  }

  /** Whether the receiver takes what comes as fast as it comes. */
  boolean isReadEagerly() {
    return !paused && !closed;
  }

  void growWindow(int more) {
    sender.growWindow(stream, more);
  }

  @Override
  public void start(Receiver newReceiver) {
    onLoop(
        () -> {
          receiver = newReceiver;
          resume(); // before the early bytes: they may be the reason to pause again
          deliverEarly(newReceiver);
          newReceiver.receivedBurst();
          unchokeIfFew();
          if (peerFinished) {
            tellFinished();
          }
          if (closed) {
            newReceiver.closed();
          }
        });
  }

  private void deliverEarly(Receiver to) {
    if (early != null) {
      for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
        to.received(bytes);
      }
      earlyMemory = 0;
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    ByteBuf kept = bytes;
    if (unsent.get() > 0) {
      kept = BufferMemory.compact(bytes);
    } else {
      pinned = BufferMemory.beyond(bytes);
    }
    write(kept, kept.readableBytes());
  }

  private void write(ByteBuf bytes, int length) {
    unsent.addAndGet(length);
    if (loop().inEventLoop()) {
      send(bytes);
    } else {
      loop().execute(() -> send(bytes));
    }
  }

  private void send(ByteBuf bytes) {
    if (closed || sendingFinished != null) {
      unsent.addAndGet(-bytes.readableBytes());
      bytes.release();
    } else {
      sender.write(this, stream, bytes);
    }
  }

  int id() {
    return stream.id();
  }

  int largestFrame() {
    return sender.largestFrame();
  }

  /** The end of our direction is on its way. */
  void ended(ChannelFuture left) {
    sender.ended(stream, left);
  }

  /** Bytes are on their way, or are lost with the stream. */
  void sent(int bytes) {
    if (unsent.addAndGet(-bytes) == 0 && breaking && !closed) {
      loop().execute(this::reset); // behind the frame that is being written
    }
    unchokeIfFew();
  }

  /** Whoever waits for it is told by the receiver: not before there is one. */
  private void unchokeIfFew() {
    int few = tight ? FEW_UNSENT_TIGHT : FEW_UNSENT;
    if (choked && receiver != null && !closed && unsent.get() <= few) {
      choked = false;
      receiver.writabilityChanged();
    }
  }

  @Override
  public void flush() {
    if (loop().inEventLoop()) {
      sender.flushSoon();
    } else {
      loop().execute(sender::flushSoon);
    }
  }

  /**
   * Choked is set before the second look: either that sees what was sent in between, or who sends
   * sees that somebody waits.
   */
  @Override
  public boolean isWritable() {
    if (takesMore()) {
      return true;
    }
    boolean isNew = !choked;
    choked = true;
    boolean more = takesMore();
    if (isNew && !more) {
      connection.stalled();
    }
    return more;
  }

  private boolean takesMore() {
    int now = unsent.get();
    return tight
        ? now <= FEW_UNSENT_TIGHT || (now <= MOST_UNSENT_TIGHT && sender.isWritable())
        : now <= FEW_UNSENT || (now <= MOST_UNSENT && sender.isWritable());
  }

  @Override
  public long waiting() {
    long waits = unsent.get();
    return (waits == 0 ? 0 : waits + pinned) + earlyMemory;
  }

  @Override
  public void tighten(boolean on) {
    tight = on;
    if (!on) {
      onLoop(this::unchokeIfFew);
    }
  }

  @Override
  public void pauseReading() {
    onLoop(() -> paused = true);
  }

  @Override
  public void resumeReading() {
    onLoop(this::resume);
  }

  private void resume() {
    paused = false;
    giveBack();
  }

  private void giveBack() {
    int bytes = held;
    held = 0;
    if (bytes > 0 && !closed) {
      sender.giveBack(stream, bytes);
    }
  }

  /**
   * DATA came.
   *
   * @param data is not released here
   * @return how much of it may be given back to the peer's window at once
   */
  int received(ByteBuf data, boolean end) {
    int bytes = data.readableBytes();
    if (bytes > 0 && !discarding) {
      connection.touched(this);
      deliver(data.retain());
    }
    boolean hold = paused && !discarding;
    if (hold) {
      held += bytes;
    }
    if (end) {
      peerFinished = true;
      tellFinished();
    }
    return hold ? 0 : bytes;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  private void deliver(ByteBuf bytes) {
    if (receiver == null) {
      if (early == null) {
        early = new ArrayDeque<>();
      }
      ByteBuf kept = BufferMemory.compact(bytes);
      early.add(kept);
      earlyMemory += BufferMemory.of(kept);
    } else {
      receiver.received(bytes);
    }
  }

  /** No more bytes follow for now. */
  void burst() {
    if (receiver != null) {
      receiver.receivedBurst();
    }
  }

  private void tellFinished() {
    if (!toldFinished && receiver != null) {
      toldFinished = true;
      receiver.finished();
    }
  }

  @Override
  public void finishSending() {
    onLoop(() -> endSending().addListener(sent -> {}));
  }

  private ChannelFuture endSending() {
    if (sendingFinished == null) {
      sendingFinished = closed ? sender.failedFuture() : sender.writeEnd(this, stream);
      sender.flushSoon();
    }
    return sendingFinished;
  }

  /** The end of our direction, then a reset that breaks nothing: the peer need not go on. */
  @Override
  public void close() {
    loop().execute(this::closeBehindWrites);
  }

  private void closeBehindWrites() {
    if (!discarding) {
      discard();
      endSending().addListener(sent -> endReading());
      resetIfStalled(unsent.get());
    }
  }

  private void endReading() {
    if (!peerFinished) {
      sender.reset(stream, Http2Error.NO_ERROR);
    }
  }

  private void resetIfStalled(int before) {
    if (closed || before == 0) {
      return;
    }
    stall =
        loop()
            .schedule(
                () -> {
                  if (unsent.get() == before) {
                    sender.reset(stream, Http2Error.CANCEL);
                  } else {
                    resetIfStalled(unsent.get());
                  }
                },
                STALL_SECONDS,
                TimeUnit.SECONDS);
  }

  @Override
  public void reset() {
    onLoop(
        () -> {
          discard();
          sender.reset(stream, Http2Error.CANCEL);
        });
  }

  @Override
  public void breakOff() {
    onLoop(
        () -> {
          if (unsent.get() == 0 || closed) {
            reset();
          } else {
            discard();
            breaking = true;
            resetIfStalled(unsent.get());
          }
        });
  }

  /** Nobody will ever hear what came. */
  void forget() {
    discard();
  }

  private void discard() {
    discarding = true;
    if (early != null) {
      early.forEach(ByteBuf::release);
      early.clear();
      earlyMemory = 0;
    }
    giveBack();
  }

  /** Whether it is over, for whichever reason. */
  boolean isClosed() {
    return closed;
  }

  /** The stream is gone. */
  void closed() {
    closed = true;
    if (stall != null) {
      stall.cancel(false);
    }
    if (receiver != null) {
      receiver.closed();
    }
  }

  private void onLoop(Runnable action) {
    if (loop().inEventLoop()) {
      action.run();
    } else {
      loop().execute(action);
    }
  }
}
