package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.HttpDialogue;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A visitor's end with a {@link Filter} before it: what the visitor sends and what it gets passes
 * through that, request by request. Confined to the event loop of the connection, but for {@link
 * #reset}, {@link #close} and {@link #waiting}.
 */
public final class FilterEnd extends VisitorEnd {
  private final HttpDialogue dialogue;
  private final Filter filter;
  private final EventLoop loop;
  private volatile @Nullable LateReceiver late;

  private FilterEnd(RelayEnd inner, HttpDialogue dialogue, Filter filter, EventLoop loop) {
    super(inner, dialogue);
    this.dialogue = dialogue;
    this.filter = filter;
    this.loop = loop;
  }

  /** Puts a filter, which is used for this alone, before a visitor. */
  public static FilterEnd before(RelayEnd visitor, Filter filter, EventLoop loop) {
    FilterEnd end = new FilterEnd(visitor, HttpDialogue.passing(filter), filter, loop);
    filter.attach(end);
    return end;
  }

  /**
   * Starts the visitor's end before there is a receiver, who gets what came meanwhile when it comes
   * by {@link #start}.
   *
   * @param gone is run when the visitor goes before the receiver came
   */
  public void startEarly(Runnable gone) {
    LateReceiver keeping = new LateReceiver(this);
    late = keeping;
    super.start(
        new Passing(keeping) {
          @Override
          public void received(ByteBuf bytes) {
            receiver.received(bytes);
          }

          @Override
          public void closed() {
            super.closed();
            if (!keeping.isTaken()) {
              gone.run();
            }
          }
        });
  }

  @Override
  public void start(Receiver newReceiver) {
    LateReceiver keeping = late;
    if (keeping == null) {
      super.start(newReceiver);
    } else {
      keeping.become(newReceiver);
    }
  }

  @Override
  void gone() {
    super.gone();
    filter.over(false);
  }

  @Override
  public void write(ByteBuf bytes) {
    if (isOver()) {
      bytes.release();
      return;
    }
    try {
      dialogue.fromService(bytes);
      refuseIfAnswered();
    } finally {
      bytes.release();
    }
  }

  /** Sends the visitor what it is to get. */
  void passBack(ByteBuf bytes) {
    super.write(bytes);
  }

  @Override
  public void flush() {
    filter.flush();
    super.flush();
  }

  @Override
  public void finishSending() {
    serviceFinished();
    super.finishSending();
  }

  @Override
  public void close() {
    onLoop(
        () -> {
          serviceFinished();
          super.close();
        });
  }

  private void serviceFinished() {
    dialogue.serviceFinished();
    filter.over(!hasVisitorFinished()); // who did not wait says nothing of the service
  }

  @Override
  public void breakOff() {
    filter.flush(); // what was whole arrives
    filter.over(!hasVisitorFinished()); // who did not wait says nothing of the service
    super.breakOff();
  }

  @Override
  public void reset() {
    onLoop(
        () -> {
          filter.over(false);
          super.reset();
        });
  }

  private void onLoop(Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
    } else {
      loop.execute(work);
    }
  }

  @Override
  public void tighten(boolean on) {
    filter.tighten(on);
    super.tighten(on);
  }

  @Override
  public long waiting() {
    LateReceiver keeping = late;
    return super.waiting()
        + dialogue.replyMemory()
        + filter.memory()
        + (keeping == null ? 0 : keeping.memory());
  }

  @Override
  public boolean tellsOn(Executor thread) {
    return thread == loop || super.tellsOn(thread);
  }
}
