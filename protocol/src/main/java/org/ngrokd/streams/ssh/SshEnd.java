package org.ngrokd.streams.ssh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A channel of an SSH connection as the end of a relay: CHANNEL_DATA carries the bytes, CHANNEL_EOF
 * ends a direction, and CHANNEL_CLOSE both. SSH cannot say that a stream broke: a close without an
 * EOF before it is taken for that, and is what {@link #reset} sends (RFC 4254, 5.3).
 *
 * <p>Back-pressure: towards the peer by the channel's window, which is given back as bytes are
 * taken ({@link ReceiveWindow}); from the peer by its window and by what the connection takes.
 *
 * <p>It is longer than most, as {@link org.ngrokd.streams.relay.ChannelEnd} is and for the same
 * reason: what the contract of an end demands is all about the same few fields.
 *
 * <p>Confined to the event loop of its connection, but for what {@link RelayEnd} allows from any
 * thread.
 */
public final class SshEnd implements RelayEnd {
  /** Unsent bytes above which a channel takes no more, and below which it does again. */
  private static final int MOST_UNSENT = 256 * 1024;

  private static final int FEW_UNSENT = 64 * 1024;

  /** The same while memory is short. */
  private static final int MOST_UNSENT_TIGHT = 16 * 1024;

  private static final int FEW_UNSENT_TIGHT = 4 * 1024;

  /** How long {@link #close} waits for a peer that takes nothing of what is left to send. */
  private static final long STALL_SECONDS = 60;

  private final SshLine line;
  private final Wire wire;
  private final ReceiveWindow window;
  private final Queue<ByteBuf> queue = new ArrayDeque<>();
  private final AtomicInteger unsent = new AtomicInteger();
  private volatile boolean choked;
  private volatile boolean tight;
  private volatile int earlyMemory;
  private @Nullable Receiver receiver;
  private @Nullable Queue<ByteBuf> early;
  private Ending ending = Ending.NONE;
  private boolean waits;
  private boolean paused = true;
  private boolean peerFinished;
  private boolean toldFinished;
  private boolean discarding;
  private boolean closed;
  private @Nullable ScheduledFuture<?> stall;

  /** What is said when all that was written is sent. */
  private enum Ending {
    /** Nothing: more may be written. */
    NONE,
    /** The end of our direction. */
    FINISH,
    /** The same, and the channel ends. */
    CLOSE,
    /** The channel ends, and what was sent was not all. */
    BREAK,
    /** It was said. */
    SAID
  }

  /** What the channel puts on the wire. */
  interface Wire {
    /** How much the peer takes of one packet now, in bytes; 0 while its window is closed. */
    int room();

    /** Sends so many bytes from the front of the queue; the last of them may be left in part. */
    void data(Queue<ByteBuf> bytes, int length) throws IOException;

    void eof() throws IOException;

    /** The last thing that is sent. */
    void end();

    /** So many bytes more may come. */
    void grow(int bytes) throws IOException;
  }

  SshEnd(SshLine line, Wire wire, ReceiveWindow window) {
    this.line = line;
    this.wire = wire;
    this.window = window;
  }

  /** The event loop on which everything is told. */
  public EventLoop loop() {
    return line.loop();
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
    ByteBuf kept = BufferMemory.compact(bytes);
    unsent.addAndGet(kept.readableBytes());
    if (loop().inEventLoop()) {
      enqueue(kept);
    } else {
      loop().execute(() -> enqueue(kept));
    }
  }

  private void enqueue(ByteBuf bytes) {
    if (closed || ending != Ending.NONE || !bytes.isReadable()) {
      unsent.addAndGet(-bytes.readableBytes());
      bytes.release();
    } else {
      queue.add(bytes);
    }
  }

  @Override
  public void flush() {
    onLoop(this::send);
  }

  /** Sends what it may; what is left waits for its turn, or for the peer's window. */
  private void send() {
    while (mayGoOn() && line.isWritable()) {
      packet();
    }
    awaitTurn();
  }

  private boolean mayGoOn() {
    return !closed && ending != Ending.SAID && (queue.isEmpty() ? hasLastWord() : wire.room() > 0);
  }

  private boolean hasLastWord() {
    return ending != Ending.NONE;
  }

  private void awaitTurn() {
    if (!waits && mayGoOn()) {
      waits = true;
      line.await(this);
    }
  }

  /** Its turn has come: one packet, and behind the others again. */
  void turn() {
    waits = false;
    if (mayGoOn()) {
      packet();
    }
    awaitTurn();
  }

  private void packet() {
    try {
      if (queue.isEmpty()) {
        lastWord();
      } else {
        int length = Math.min(wire.room(), unsentHere());
        wire.data(queue, length);
        unsent.addAndGet(-length);
        unchokeIfFew();
      }
    } catch (IOException e) {
      wire.end(); // the connection is going, and says so
    }
  }

  /** What is in the queue, as far as one packet goes. */
  private int unsentHere() {
    int sum = 0;
    for (ByteBuf bytes : queue) {
      sum += bytes.readableBytes();
      if (sum >= wire.room()) {
        break;
      }
    }
    return sum;
  }

  private void lastWord() throws IOException {
    Ending said = ending;
    ending = Ending.SAID;
    if (said != Ending.BREAK) {
      wire.eof();
    }
    if (said != Ending.FINISH) {
      wire.end();
    } else if (peerFinished) {
      wire.end(); // both directions are over
    }
  }

  /** The peer's window has grown. */
  void roomGrew() {
    send();
  }

  /** Whoever waits for it is told by the receiver: not before there is one. */
  private void unchokeIfFew() {
    int few = tight ? FEW_UNSENT_TIGHT : FEW_UNSENT;
    if (choked && receiver != null && !closed && unsent.get() <= few) {
      choked = false;
      receiver.writabilityChanged();
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
    choked = true;
    return takesMore();
  }

  private boolean takesMore() {
    return unsent.get() <= (tight ? MOST_UNSENT_TIGHT : MOST_UNSENT);
  }

  @Override
  public long waiting() {
    return (long) unsent.get() + earlyMemory;
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
    onLoop(
        () -> {
          paused = true;
          window.stalled();
        });
  }

  @Override
  public void resumeReading() {
    onLoop(this::resume);
  }

  private void resume() {
    paused = false;
    giveBack();
  }

  /** What was received was taken, unless the receiver has had enough. */
  private void giveBack() {
    int more = (paused && !discarding) || closed ? 0 : window.taken();
    if (more > 0) {
      try {
        wire.grow(more);
      } catch (IOException e) {
        wire.end();
      }
    }
  }

  /**
   * Data came.
   *
   * @param bytes is given away
   * @throws IOException when it is more than the peer may send
   */
  void received(ByteBuf bytes) throws IOException {
    int length = bytes.readableBytes();
    try {
      window.arrived(length);
    } catch (IOException e) {
      bytes.release();
      throw e;
    }
    if (discarding || closed) {
      bytes.release();
    } else {
      line.touched(this);
      deliver(bytes);
    }
    giveBack();
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
    if (receiver != null && !closed) {
      receiver.receivedBurst();
    }
  }

  /** EOF came; behind the end of the channel it says nothing any more. */
  void finished() {
    if (!peerFinished && !closed) {
      peerFinished = true;
      tellFinished();
      if (ending == Ending.SAID) {
        wire.end();
      }
    }
  }

  private void tellFinished() {
    if (!toldFinished && receiver != null) {
      toldFinished = true;
      receiver.receivedBurst();
      receiver.finished();
    }
  }

  @Override
  public void finishSending() {
    onLoop(() -> sayLast(Ending.FINISH));
  }

  /** What is left to send, the end of our direction, then that of the channel. */
  @Override
  public void close() {
    loop()
        .execute(
            () -> {
              discard();
              sayLast(Ending.CLOSE);
              resetIfStalled(unsent.get());
            });
  }

  @Override
  public void breakOff() {
    onLoop(
        () -> {
          discard();
          sayLast(Ending.BREAK);
          resetIfStalled(unsent.get());
        });
  }

  private void sayLast(Ending last) {
    if (ending == Ending.SAID) {
      if (last != Ending.FINISH) {
        wire.end();
      }
    } else {
      ending = ending.compareTo(last) < 0 ? last : ending;
    }
    send();
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
                    reset();
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
          forgetUnsent();
          wire.end();
        });
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

  private void forgetUnsent() {
    for (ByteBuf bytes = queue.poll(); bytes != null; bytes = queue.poll()) {
      unsent.addAndGet(-bytes.readableBytes());
      bytes.release();
    }
  }

  /** The channel is gone, for whichever reason. */
  void closed() {
    if (closed) {
      return;
    }
    closed = true;
    forgetUnsent();
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
