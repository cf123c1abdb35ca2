package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An end whose peer takes the end of one direction for the end of both (every 1.7 program does). So
 * {@link #finishSending} is held back while the peer owes a reply, that is, has sent nothing since
 * the last that was written to it: it takes effect once nothing has been read for a while, or never
 * if the peer finishes first. Where no reply is owed, most have simply left: then it may take
 * effect at once, as with the original, or each short visit would hold a connection for that while.
 *
 * <p>Confined to the inner end's event loop, but for what {@link RelayEnd} allows from any thread.
 * Protocol: §5 "a visitor who has finished sending".
 */
public final class PatientEnd extends PassingEnd {
  private final EventExecutor loop;
  private final Duration patience;
  private final boolean alwaysWaits;
  private volatile long quietSince;
  private volatile boolean paused;
  private volatile boolean owesReply = true; // it may be the one to speak first
  private @Nullable ScheduledFuture<?> timer;
  private boolean holding;
  private boolean ended;

  private PatientEnd(RelayEnd inner, EventExecutor loop, Duration patience, boolean alwaysWaits) {
    super(inner);
    this.loop = loop;
    this.patience = patience;
    this.alwaysWaits = alwaysWaits;
  }

  /**
   * Waits only for a peer that owes a reply.
   *
   * @param loop the inner end's event loop
   * @param patience how long the peer may be silent before it is told that no more will come
   */
  public static PatientEnd forReplies(RelayEnd inner, EventExecutor loop, Duration patience) {
    return new PatientEnd(inner, loop, patience, false);
  }

  /** Waits for every peer, as above: for those that are few. */
  public static PatientEnd forAll(RelayEnd inner, EventExecutor loop, Duration patience) {
    return new PatientEnd(inner, loop, patience, true);
  }

  @Override
  public void start(Receiver receiver) {
    inner.start(new Watching(receiver));
  }

  @Override
  public void finishSending() {
    loop.execute(
        () -> {
          if (!owesReply && !alwaysWaits && !holding) {
            inner.finishSending();
          } else if (!holding) {
            holding = true;
            quietSince = loop.ticker().nanoTime();
            finishWhenQuiet();
          }
        });
  }

  private void finishWhenQuiet() {
    if (ended) {
      return;
    }
    if (paused) { // not silent: we do not listen
      quietSince = loop.ticker().nanoTime();
    }
    long left = quietSince + patience.toNanos() - loop.ticker().nanoTime();
    if (left <= 0) {
      inner.finishSending();
    } else {
      timer = loop.schedule(this::finishWhenQuiet, left, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    owesReply = true;
    inner.write(bytes);
  }

  @Override
  public void pauseReading() {
    paused = true;
    inner.pauseReading();
  }

  @Override
  public void resumeReading() {
    quietSince = loop.ticker().nanoTime(); // before: the wait looks at it once not paused
    paused = false;
    inner.resumeReading();
  }

  /** The wait is over; its timer would keep the connection in memory for as long as it runs. */
  private void end() {
    ended = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Notes when something came, and passes everything on. */
  private final class Watching extends Passing {
    Watching(Receiver receiver) {
      super(receiver);
    }

    @Override
    public void received(ByteBuf bytes) {
      quietSince = loop.ticker().nanoTime();
      owesReply = false;
      receiver.received(bytes);
    }

    @Override
    public void finished() {
      end();
      super.finished();
    }

    @Override
    public void closed() {
      end();
      super.closed();
    }
  }
}
