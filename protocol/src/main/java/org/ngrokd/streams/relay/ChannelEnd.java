package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.memory.InputMemory;
import org.ngrokd.streams.net.ChannelTask;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.TlsRecords;

/**
 * A socket as one end of a relay: {@link RelayHandler} tells it what the channel does, and it tells
 * its {@code Receiver} in the relay's terms.
 *
 * <p>The direction <i>from</i> the socket: bytes as they come; then, when the peer has finished,
 * the end of it, behind all bytes; or, when the connection breaks, no end but {@code closed}. The
 * direction <i>to</i> the socket: open, then finishing ({@link #finishSending}: FIN, close_notify
 * or the last chunk behind what is queued), or broken off ({@link #breakOff}). A channel goes in
 * order by {@link #close}, which is patient: what is queued is sent for as long as the peer takes
 * it, and what the peer still sends is thrown away for a while, because a reset would destroy the
 * last bytes on their way. {@link #reset} is not patient. Whatever happens, {@code closed} is told
 * once, last.
 *
 * <p>This is the longest class of its package and still one thing: how a socket of the three {@link
 * StreamKind}s, by whatever its peer does, is brought to keep the contract of {@link RelayEnd}. Its
 * parts all read the same few fields, so that cut up it would be harder to follow.
 *
 * <p>Mutable state is confined to the channel's event loop. Between {@link #take} and {@link
 * #start} reading is paused, and what had been read already is kept and delivered first; who takes
 * an end and does not start it resets or closes it, which frees those bytes.
 */
public final class ChannelEnd implements RelayEnd {
  /**
   * How long {@link #close} waits for a peer that still sends: closing at once would answer its
   * bytes with a reset, which can destroy the reply before the peer has read it.
   */
  private static final Duration LINGER = Duration.ofSeconds(5);

  /**
   * How much of what such a peer sends is thrown away, in bytes, before it is reset after all: the
   * rest of an upload whose answer came early, as a rule.
   */
  private static final long LINGER_BYTES = 64L * 1024 * 1024;

  /** What the peer's system needs to get the last bytes before a RST. */
  private static final Duration DELIVERY = Duration.ofMillis(200);

  /** How long {@link #close} waits for a peer that takes nothing of what is left to send. */
  private static final Duration STALL = Duration.ofSeconds(60);

  /**
   * How long a peer that was told that no more will come may be silent, before it is taken for one
   * that forgot to close.
   */
  private static final Duration HALF_CLOSED_SILENCE = Duration.ofMinutes(10);

  /** What may be queued while memory is short, in bytes: a reader that reads is hardly held up. */
  private static final WriteBufferWaterMark TIGHT = new WriteBufferWaterMark(4 * 1024, 16 * 1024);

  private final Channel channel;
  private final StreamKind kind;
  private final InputMemory input;
  private final Queue<ByteBuf> early = new ArrayDeque<>();
  private @Nullable Receiver receiver;
  private Runnable whenFinished = () -> {};
  private @Nullable ChannelFuture sendingFinished;
  private boolean writabilityUntold;
  private boolean readAll;
  private boolean toldFinished;
  private boolean toldClosed;
  private boolean broken;
  private boolean discarding;
  private long discarded;
  private long receivedBytes;
  private volatile boolean takesNothing;
  private volatile boolean written;
  private volatile int earlyMemory;
  private volatile int pinned;

  private ChannelEnd(Channel channel, StreamKind kind) {
    this.channel = channel;
    this.kind = kind;
    this.input = InputMemory.of(channel);
  }

  /**
   * Makes the channel an end: puts the handlers that belong to its kind at the pipeline's tail and
   * pauses reading. On the channel's event loop. Handlers that hold unread bytes (a frame decoder)
   * are removed by the caller afterwards; the bytes then arrive here.
   */
  public static ChannelEnd take(Channel channel, StreamKind kind) {
    assert channel.eventLoop().inEventLoop();
    channel.config().setAutoRead(false);
    channel.config().setAutoClose(false); // what it said before a write failed is still to be read
    ChannelEnd end = new ChannelEnd(channel, kind);
    TlsRecords.merged(channel);
    if (kind == StreamKind.CHUNKED_TLS) {
      addLast(channel.pipeline(), HandlerNames.CHUNK_DECODER, new ChunkDecoder());
      addLast(channel.pipeline(), HandlerNames.CHUNK_ENCODER, new ChunkEncoder());
    }
    addLast(channel.pipeline(), HandlerNames.RELAY, new RelayHandler(end));
    return end;
  }

  /** Adds at the tail, but below the handler that tells of failures: it must hear of them first. */
  private static void addLast(ChannelPipeline pipeline, String name, ChannelHandler handler) {
    if (pipeline.get(HandlerNames.FAILURES) == null) {
      pipeline.addLast(name, handler);
    } else {
      pipeline.addBefore(HandlerNames.FAILURES, name, handler);
    }
  }

  @Override
  public void start(Receiver newReceiver) {
    onLoop(
        () -> {
          receiver = newReceiver;
          resumeReading(); // before the early bytes: they may be the reason to pause again
          for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            newReceiver.received(bytes);
          }
          earlyMemory = 0;
          newReceiver.receivedBurst();
          if (writabilityUntold) {
            newReceiver.writabilityChanged();
          }
          if (readAll) {
            tellFinished();
          }
          if (!channel.isActive()) { // after its own channelInactive, which may still be under way
            channel.eventLoop().execute(this::closed);
          }
        });
  }

  /**
   * Without a promise for each message. That a write failed is told to {@link
   * RelayHandler#exceptionCaught}: a reset may be noticed here first, and then never when reading.
   * From then on what is written is thrown away.
   */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void write(ByteBuf bytes) {
    if (takesNothing) {
      bytes.release();
      return;
    }
    written = true;
    ByteBuf kept = bytes;
    if (unsentBytes() > 0) {
      kept = BufferMemory.compact(bytes); // it will wait: let it keep no more than itself
    } else {
      pinned = BufferMemory.beyond(bytes); // it may wait, or may not: then a copy would be waste
    }
    channel.write(kept, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public boolean isWritable() {
    return takesNothing || channel.isWritable();
  }

  @Override
  public long waiting() {
    long unsent = unsentBytes();
    return (unsent == 0 ? 0 : unsent + pinned) + earlyMemory + input.held();
  }

  /** Netty looks at the marks when something is written or sent, which is soon enough. */
  @Override
  public void tighten(boolean on) {
    channel.config().setWriteBufferWaterMark(on ? TIGHT : WriteBufferWaterMark.DEFAULT);
  }

  @Override
  public void pauseReading() {
    onLoop(() -> channel.config().setAutoRead(false));
  }

  @Override
  public void resumeReading() {
    onLoop(() -> channel.config().setAutoRead(true));
  }

  @Override
  public void finishSending() {
    onLoop(
        () -> {
          sendingFinished(false)
              .addListener(
                  sent -> {
                    if (!sent.isSuccess()) {
                      writingFailed();
                    }
                  });
          resetUnlessProgress(HALF_CLOSED_SILENCE, this::signsOfLife);
        });
  }

  /** Finishes sending if that was not done before; completes when the last byte is on its way. */
  private ChannelFuture sendingFinished(boolean closesNext) {
    if (sendingFinished == null) {
      sendingFinished = finishSending(closesNext);
    }
    return sendingFinished;
  }

  private ChannelFuture finishSending(boolean closesNext) {
    if (!channel.isActive()) {
      return channel.newFailedFuture(new ClosedChannelException());
    }
    return closesNext ? kind.sayEnd(channel) : kind.finishSending(channel);
  }

  @Override
  public void close() {
    channel.eventLoop().execute(new ChannelTask(channel, this::closeBehindWrites));
  }

  private void closeBehindWrites() {
    if (!discarding) {
      discard();
      sendingFinished(readAll).addListener(sent -> closeOnceRead());
      resetUnlessProgress(STALL, this::unsentBytes);
    }
  }

  private void closeOnceRead() {
    if (readAll || !channel.isActive()) {
      closeNow();
    } else {
      resumeReading();
      var timer =
          channel.eventLoop().schedule(this::closeNow, LINGER.toMillis(), TimeUnit.MILLISECONDS);
      channel.closeFuture().addListener(closed -> timer.cancel(false));
    }
  }

  /** A peer with which nothing moves for this long holds the connection no longer. */
  private void resetUnlessProgress(Duration within, LongSupplier progress) {
    if (!channel.isActive()) {
      return;
    }
    long before = progress.getAsLong();
    var timer =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  if (progress.getAsLong() == before) {
                    kind.reset(channel);
                  } else {
                    resetUnlessProgress(within, progress);
                  }
                },
                within.toMillis(),
                TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> timer.cancel(false));
  }

  /** Grows with what is received, and while we do not listen. */
  private long signsOfLife() {
    if (!channel.config().isAutoRead()) {
      receivedBytes++;
    }
    return receivedBytes;
  }

  private long unsentBytes() {
    ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
    return unsent == null ? 0 : unsent.totalPendingWriteBytes();
  }

  private void closeNow() {
    channel.close().addListener(closed -> {});
  }

  @Override
  public void reset() {
    onLoop(
        () -> {
          discard();
          if (channel.isActive()) {
            kind.reset(channel);
          }
        });
  }

  @Override
  public void breakOff() {
    onLoop(
        () -> {
          if (!written) {
            reset(); // nothing is on its way that a RST could overtake
            return;
          }
          discard();
          channel
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(sent -> breakOffNow(sent.isSuccess()));
          resetUnlessProgress(STALL, this::unsentBytes);
        });
  }

  /** A RST can overtake what was sent, so it is the last resort, or comes a moment later. */
  private void breakOffNow(boolean isSent) {
    if (!isSent) {
      reset();
    } else if (kind == StreamKind.TCP) {
      var timer =
          channel.eventLoop().schedule(this::reset, DELIVERY.toMillis(), TimeUnit.MILLISECONDS);
      channel.closeFuture().addListener(closed -> timer.cancel(false));
    } else {
      kind.endWithoutGoodbye(channel);
      closeOnceRead();
    }
  }

  /**
   * The peer takes no more. It may have said why before: a service that answers early and closes.
   * So it is read on, for as long as something comes.
   */
  void writingFailed() {
    if (!takesNothing) {
      takesNothing = true;
      broken = true;
      if (readAll) {
        closeNow(); // and it has said all it had to say
        return;
      }
      resetUnlessProgress(LINGER, () -> receivedBytes);
      writabilityChanged();
    }
  }

  /** Whether something has failed on the connection: what then looks like an end is none. */
  boolean isBroken() {
    return broken;
  }

  private void discard() {
    discarding = true;
    early.forEach(ByteBuf::release);
    early.clear();
    earlyMemory = 0;
  }

  StreamKind kind() {
    return kind;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  void received(ByteBuf bytes) {
    receivedBytes += bytes.readableBytes();
    if (discarding) {
      discard(bytes);
    } else if (receiver == null) {
      ByteBuf kept = BufferMemory.compact(bytes);
      early.add(kept);
      earlyMemory += BufferMemory.of(kept);
    } else {
      receiver.received(bytes);
    }
  }

  private void discard(ByteBuf bytes) {
    discarded += bytes.readableBytes();
    bytes.release();
    if (discarded > LINGER_BYTES && channel.isActive()) {
      kind.reset(channel);
    }
  }

  void receivedBurst() {
    input.settle();
    if (receiver != null) {
      receiver.receivedBurst();
    }
  }

  /**
   * Has something run once the peer has finished sending, if it does, for who waits with {@link
   * #start}: it may be before that, as the system tells. On the channel's event loop.
   */
  public void whenFinished(Runnable action) {
    assert channel.eventLoop().inEventLoop();
    if (readAll) {
      action.run();
    } else {
      whenFinished = action;
    }
  }

  /** The peer has ended its direction of the stream. */
  void finished() {
    readAll = true;
    whenFinished.run();
    whenFinished = () -> {};
    if (discarding && sendingFinished != null && sendingFinished.isDone()) {
      closeNow();
    } else if (receiver != null) {
      tellFinished();
    }
  }

  private void tellFinished() {
    if (!toldFinished && receiver != null) {
      toldFinished = true;
      receiver.finished();
    }
  }

  /** The other end of a relay is started first, and may have been told to stop by then. */
  void writabilityChanged() {
    if (receiver == null) {
      writabilityUntold = true;
    } else {
      receiver.writabilityChanged();
    }
  }

  /** A failure on the connection: what was read is not the whole stream. */
  void broke() {
    broken = true;
    closeNow();
  }

  /** The connection is gone. Counts once. */
  void closed() {
    readAll |= kind.endsWithConnection() && !broken;
    if (receiver != null && !toldClosed) {
      toldClosed = true;
      if (readAll) {
        tellFinished();
      }
      receiver.closed();
    }
  }

  private void onLoop(Runnable action) {
    EventLoop loop = channel.eventLoop();
    if (loop.inEventLoop()) {
      action.run();
    } else {
      loop.execute(new ChannelTask(channel, action));
    }
  }
}
