package org.ngrokd.client.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.relay.PassingEnd;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A visitor whose TLS ends here: what is read from it and written to it is plain.
 *
 * <pre>
 *   HANDSHAKE ──▶ SECURED ──▶ OVER       secured: what comes early is kept until the end is started
 * </pre>
 *
 * <p>As with any TLS, a visitor that says goodbye (close_notify) says so for both directions.
 * Confined to the visitor's event loop, but for what any {@link RelayEnd} allows.
 */
public final class TlsEnd extends PassingEnd {
  /**
   * What a handshake holds beside what is counted by the byte, in bytes: keys, a transcript, the
   * peer's certificates.
   */
  private static final int HANDSHAKE_MEMORY = 32 * 1024;

  private final EventLoop loop;
  private final TlsBytes tls;
  private final Promise<TlsEnd> secured;
  private final Queue<ByteBuf> early = new ArrayDeque<>();
  private @Nullable ScheduledFuture<?> limit;
  private @Nullable Receiver receiver;
  private volatile int memory = HANDSHAKE_MEMORY;
  private int earlyMemory;
  private boolean isFinished;
  private boolean isGone;
  private boolean isOver;

  /**
   * A visitor whose handshake has not begun.
   *
   * @param visitor not started
   * @param loop the visitor's
   * @param engine is given away
   */
  public TlsEnd(RelayEnd visitor, EventLoop loop, SSLEngine engine) throws SSLException {
    super(visitor);
    this.loop = loop;
    this.tls = new TlsBytes(engine, new Bytes());
    this.secured = loop.newPromise();
  }

  /**
   * Begins the handshake.
   *
   * @param within how long it may take
   * @param look is called when more or less may wait here than before
   * @return this end, to be started; a visitor whose handshake fails is gone
   */
  public Future<TlsEnd> handshake(Duration within, Runnable look) {
    limit =
        loop.schedule(
            () -> fail(new SSLException("the handshake was not done in time")),
            within.toMillis(),
            TimeUnit.MILLISECONDS);
    inner.start(new Encrypted(look));
    return secured;
  }

  @Override
  public void start(Receiver newReceiver) {
    onLoop(
        () -> {
          receiver = newReceiver;
          inner.resumeReading(); // before the early bytes: they may be the reason to pause again
          for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            newReceiver.received(bytes);
          }
          earlyMemory = 0;
          count();
          newReceiver.receivedBurst();
          if (isFinished) {
            newReceiver.finished();
          }
          if (isGone) {
            newReceiver.closed();
          }
        });
  }

  @Override
  public void write(ByteBuf bytes) {
    onLoop(
        () -> {
          if (isOver) {
            bytes.release();
            return;
          }
          attempt(() -> tls.write(bytes));
        });
  }

  @Override
  public void flush() {
    onLoop(inner::flush);
  }

  @Override
  public void finishSending() {
    onLoop(
        () -> {
          attempt(tls::finish);
          inner.finishSending();
        });
  }

  @Override
  public void close() {
    onLoop(
        () -> {
          attempt(tls::finish);
          inner.close();
        });
  }

  @Override
  public void reset() {
    onLoop(inner::reset);
  }

  @Override
  public void breakOff() {
    onLoop(inner::breakOff);
  }

  @Override
  public long waiting() {
    return inner.waiting() + memory;
  }

  private void count() {
    memory = tls.memory() + earlyMemory + (secured.isDone() ? 0 : HANDSHAKE_MEMORY);
  }

  private interface Step {
    void take() throws SSLException;
  }

  private void attempt(Step step) {
    try {
      step.take();
    } catch (SSLException e) {
      fail(e);
    }
  }

  /** The visitor is told why, where TLS has a word for it, and is cut off. */
  private void fail(SSLException reason) {
    if (isOver) {
      return;
    }
    isOver = true;
    tls.fail();
    stopClock();
    secured.tryFailure(reason);
    inner.breakOff();
  }

  private void stopClock() {
    ScheduledFuture<?> running = limit;
    if (running != null) {
      running.cancel(false);
    }
  }

  private void onLoop(Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
    } else {
      loop.execute(action);
    }
  }

  /** What comes out of TLS. */
  private final class Bytes implements TlsBytes.Output {
    @Override
    public void toPeer(ByteBuf encrypted) {
      inner.write(encrypted);
    }

    @Override
    public void fromPeer(ByteBuf plain) {
      Receiver to = receiver;
      if (to != null) {
        to.received(plain);
      } else {
        ByteBuf kept = BufferMemory.compact(plain);
        early.add(kept);
        earlyMemory += BufferMemory.of(kept);
      }
    }

    @Override
    public void handshakeDone() {
      stopClock();
      inner.pauseReading(); // until it is started
      secured.trySuccess(TlsEnd.this);
    }

    @Override
    public void peerFinished() {
      tellFinished();
    }
  }

  private void tellFinished() {
    if (!isFinished) {
      isFinished = true;
      if (receiver != null) {
        receiver.finished();
      }
    }
  }

  /** Hears what the visitor sends. */
  private final class Encrypted implements Receiver {
    private final Runnable look;

    Encrypted(Runnable look) {
      this.look = look;
    }

    @Override
    public void received(ByteBuf bytes) {
      if (isOver) {
        bytes.release();
        return;
      }
      attempt(() -> tls.read(bytes));
      count();
    }

    @Override
    public void receivedBurst() {
      inner.flush(); // what the handshake has to say
      if (receiver != null) {
        receiver.receivedBurst();
      } else {
        look.run();
      }
    }

    /** Without a goodbye, as sloppy peers do. */
    @Override
    public void finished() {
      if (!secured.isDone()) {
        fail(new SSLException("the visitor left in the middle of the handshake"));
      }
      tellFinished();
    }

    @Override
    public void writabilityChanged() {
      if (receiver != null) {
        receiver.writabilityChanged();
      }
    }

    @Override
    public void closed() {
      isGone = true;
      isOver = true;
      stopClock();
      secured.tryFailure(new ClosedChannelException());
      tls.release();
      early.forEach(ByteBuf::release);
      early.clear();
      earlyMemory = 0;
      count();
      if (receiver != null) {
        receiver.closed();
      }
    }
  }
}
