package org.ngrokd.client.reuse;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.function.Consumer;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A {@link KeptConnection} while it serves one visitor, for whom it ends when that is over, though
 * the connection does not.
 *
 * <pre>
 *   (new) ──────────────────────────────────────────────────▶ SERVING
 *   (has waited) UNUSED ─ a request that may be sent twice ─▶ ASKED ─ the reply begins ─▶ SERVING
 *                  │ another request, or the service ends it    │ the service ends it
 *                  └────────────────▶ REOPENING ◀───────────────┘
 *                                         └─ a new connection ─▶ SERVING, or our reply: OVER
 *   any ─ nothing is under way, and the visitor has gone or wanted one reply ─▶ OVER
 * </pre>
 *
 * <p>Confined to the event loop of both, but for {@link #reset} and {@link #waiting}.
 */
final class BorrowedEnd implements RelayEnd {
  private enum State {
    UNUSED,
    ASKED,
    REOPENING,
    SERVING,
    OVER
  }

  private final EventLoop loop;
  private final Reopening reopening;
  private final Exchanges exchanges = new Exchanges();
  private final Unsent unsent = new Unsent();
  private final ToVisitor visitor = new ToVisitor();
  private volatile KeptConnection connection;
  private volatile State state;
  private boolean isLost;
  private boolean visitorFinished;
  private boolean isPaused;
  private boolean isTight;

  private BorrowedEnd(KeptConnection connection, Reopening reopening, State state) {
    this.connection = connection;
    this.loop = connection.others().loop();
    this.reopening = reopening;
    this.state = state;
  }

  /** The first visitor's. */
  static RelayEnd first(KeptConnection fresh) {
    return new BorrowedEnd(fresh, Reopening.NEVER, State.SERVING);
  }

  /** Another visitor's. */
  static RelayEnd next(KeptConnection kept, Reopening reopening) {
    BorrowedEnd end = new BorrowedEnd(kept, reopening, State.UNUSED);
    kept.lendTo(end.new FromService());
    return end;
  }

  /** The visitor may have spoken before. */
  @Override
  public void start(Receiver newReceiver) {
    visitor.start(newReceiver);
    if (isLost) {
      reopen();
    } else if (state == State.SERVING) {
      connection.lendTo(new FromService());
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    if (state == State.OVER) {
      bytes.release();
      return;
    }
    ByteBuf sent = exchanges.toService(bytes);
    switch (state) {
      case UNUSED -> ask(sent);
      case ASKED, REOPENING -> unsent.add(sent);
      default -> connection.end().write(sent);
    }
  }

  /** What might be lost, or be done twice, goes out on a new connection. */
  private void ask(ByteBuf request) {
    if (!isLost && exchanges.isRepeatable()) {
      state = State.ASKED;
      unsent.mayBeLost(request.retainedDuplicate());
      connection.end().write(request);
    } else {
      unsent.add(request);
      lost();
    }
  }

  /** What has waited is of no use for this visitor. */
  private void lost() {
    isLost = true;
    if (visitor.isStarted() && state != State.REOPENING) {
      reopen();
    }
  }

  private void reopen() {
    state = State.REOPENING;
    connection.drop();
    reopening.open().addListener((Future<RelayEnd> opened) -> reopened(opened));
  }

  private void reopened(Future<RelayEnd> opened) {
    if (state != State.REOPENING) { // the visitor has gone meanwhile
      if (opened.isSuccess()) {
        opened.getNow().reset();
      }
    } else if (opened.isSuccess()) {
      connection = new KeptConnection(opened.getNow(), connection.others());
      connection.end().tighten(isTight);
      goOn();
      connection.lendTo(new FromService());
      if (isPaused) {
        connection.end().pauseReading();
      }
    } else {
      reopening.down(
          opened.cause(), Optional.ofNullable(exchanges.request()), reply -> endWith(reply));
    }
  }

  /** What was held back goes to the service. */
  private void goOn() {
    state = State.SERVING;
    boolean wasWritable = unsent.isEmpty();
    RelayEnd service = connection.end();
    unsent.writeTo(service);
    service.flush();
    if (visitorFinished) {
      service.finishSending();
    }
    if (!wasWritable) {
      visitor.writabilityChanged();
    }
  }

  /** The service cannot be asked: this is the last that the visitor gets. */
  private void endWith(ByteBuf reply) {
    if (state != State.REOPENING) {
      reply.release();
    } else {
      visitor.received(reply);
      over();
    }
  }

  private boolean isIdle() {
    return (state == State.UNUSED && !isLost)
        || (state == State.SERVING && !visitorFinished && exchanges.mayServeOthers());
  }

  /** For this visitor, in order. */
  private void over() {
    boolean wasIdle = isIdle();
    boolean isThere = state != State.REOPENING;
    state = State.OVER;
    unsent.release();
    if (wasIdle) {
      connection.giveBack();
    } else if (isThere) {
      connection.drop();
    }
    visitor.end();
  }

  @Override
  public void finishSending() {
    if (isIdle()) {
      over();
    } else {
      visitorFinished = true;
      if (state == State.SERVING || (state == State.ASKED && unsent.isEmpty())) {
        connection.end().finishSending();
      }
    }
  }

  @Override
  public void close() {
    leave(() -> connection.end().close());
  }

  @Override
  public void breakOff() {
    leave(() -> connection.end().breakOff());
  }

  /** The visitor's side is done. */
  private void leave(Runnable inTheMiddle) {
    if (state == State.OVER) {
      return;
    }
    if (isIdle() || state == State.REOPENING) {
      over();
    } else {
      servingOnly();
      inTheMiddle.run();
    }
  }

  /** What becomes of the connection now is what becomes of the visitor. */
  private void servingOnly() {
    state = State.SERVING;
    visitorFinished = true;
    unsent.release();
  }

  @Override
  public void reset() {
    if (!loop.inEventLoop()) {
      loop.execute(this::reset);
    } else if (state == State.REOPENING) {
      over();
    } else if (state != State.OVER) {
      servingOnly();
      connection.end().reset();
    }
  }

  private boolean isThere() {
    return state != State.OVER && state != State.REOPENING;
  }

  private void onService(Consumer<RelayEnd> action) {
    if (isThere()) {
      action.accept(connection.end());
    }
  }

  @Override
  public void flush() {
    onService(RelayEnd::flush);
  }

  @Override
  public boolean isWritable() {
    return unsent.isEmpty() && (!isThere() || connection.end().isWritable());
  }

  @Override
  public void pauseReading() {
    isPaused = true;
    onService(RelayEnd::pauseReading);
  }

  @Override
  public void resumeReading() {
    isPaused = false;
    onService(RelayEnd::resumeReading);
  }

  @Override
  public long waiting() {
    long own = (long) unsent.memory() + exchanges.memory();
    return isThere() ? own + connection.end().waiting() : own;
  }

  @Override
  public void tighten(boolean on) {
    isTight = on;
    onService(end -> end.tighten(on));
  }

  /** Hears the connection. */
  private final class FromService implements Receiver {
    @Override
    public void received(ByteBuf bytes) {
      if (state == State.ASKED) {
        unsent.arrived();
        goOn();
      }
      if (state == State.SERVING) {
        visitor.received(exchanges.toVisitor(bytes));
        endIfLast();
      } else { // nobody has asked
        bytes.release();
        lost();
      }
    }

    private void endIfLast() {
      if (state == State.SERVING && exchanges.isOver()) {
        over();
      } else if (exchanges.hasLostEnd() && !visitorFinished) {
        finishSending();
      }
    }

    @Override
    public void receivedBurst() {
      if (state == State.SERVING) {
        visitor.receivedBurst();
      }
    }

    @Override
    public void finished() {
      if (state == State.SERVING) {
        visitor.finished();
      } else {
        lost();
      }
    }

    @Override
    public void writabilityChanged() {
      visitor.writabilityChanged();
    }

    @Override
    public void closed() {
      if (state == State.SERVING) {
        state = State.OVER;
        unsent.release();
        visitor.closed();
      } else {
        lost();
      }
    }
  }
}
