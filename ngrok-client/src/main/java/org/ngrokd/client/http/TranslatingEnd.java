package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A local service that speaks something else than what its visitors hear: the part that keeps the
 * contract of {@link RelayEnd} towards who is told. Nothing is told before {@link #start}, and
 * nothing behind the end.
 *
 * <p>Confined to the event loop of the visitor, which what it is made of shares; {@link #reset} may
 * be called from any thread.
 */
public abstract class TranslatingEnd implements RelayEnd {
  private final EventLoop loop;
  private @Nullable Receiver receiver;
  private boolean isOver;

  /**
   * @param loop the visitor's
   */
  protected TranslatingEnd(EventLoop loop) {
    this.loop = loop;
  }

  /** There is somebody to tell; what came before can be looked at now. */
  protected abstract void started();

  /** Nothing is heard any more: ends what it is made of, and frees what it keeps. */
  protected abstract void left(Leaving how);

  /** How it is left. */
  protected enum Leaving {
    IN_ORDER,
    BREAKING_OFF,
    AT_ONCE
  }

  @Override
  public void start(Receiver newReceiver) {
    receiver = newReceiver;
    if (isOver) {
      newReceiver.closed(); // it was left before anybody listened
    } else {
      started();
    }
  }

  protected final EventLoop loop() {
    return loop;
  }

  protected final boolean isStarted() {
    return receiver != null;
  }

  protected final boolean isOver() {
    return isOver;
  }

  /** Bytes for the visitor. */
  protected final void tell(ByteBuf bytes) {
    Receiver to = receiver;
    if (to == null || isOver) {
      bytes.release();
    } else {
      to.received(bytes);
    }
  }

  /** For now no more of them. */
  protected final void tellBurst() {
    Receiver to = receiver;
    if (to != null && !isOver) {
      to.receivedBurst();
    }
  }

  protected final void tellWritability() {
    Receiver to = receiver;
    if (to != null && !isOver) {
      to.writabilityChanged();
    }
  }

  /** Ends in order, if anybody is there: what the visitor was sent arrives. */
  protected final void end(Leaving how) {
    Receiver to = receiver;
    if (to != null && !isOver) {
      to.finished();
      leave(how);
    }
  }

  private void leave(Leaving how) {
    if (isOver) {
      return;
    }
    isOver = true;
    left(how);
    if (receiver != null) {
      receiver.closed();
    }
  }

  @Override
  public final void close() {
    leave(Leaving.IN_ORDER);
  }

  @Override
  public final void breakOff() {
    leave(Leaving.BREAKING_OFF);
  }

  @Override
  public final void reset() {
    if (loop.inEventLoop()) {
      leave(Leaving.AT_ONCE);
    } else {
      loop.execute(() -> leave(Leaving.AT_ONCE));
    }
  }

  @Override
  public final boolean tellsOn(Executor thread) {
    return thread == loop;
  }
}
