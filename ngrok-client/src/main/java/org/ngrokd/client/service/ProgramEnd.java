package org.ngrokd.client.service;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A visitor's connection that the program itself serves, in whose process this client runs: to the
 * relay an end like a socket's, to the program two streams. No port and no socket is between them.
 *
 * <p>Both directions hold {@value #MOST} bytes, and make the other side wait. Safe from any thread;
 * the streams must not be used on an event loop, for they wait.
 */
public final class ProgramEnd implements RelayEnd {
  /** In bytes, each way. */
  private static final int MOST = 64 * 1024;

  /** The same while memory is short. */
  private static final int LEAST = 8 * 1024;

  private static final String GONE = "the visitor is gone";

  private final EventLoop loop;
  private final String visitor;
  private final Runnable gone;
  private final Inbox input = new Inbox(this::taken);
  private final Outbox output = new Outbox(this::deliverSoon, MOST);
  private volatile @Nullable Receiver receiver;
  private volatile boolean isPaused;
  private volatile boolean isOver;
  private volatile boolean isFull;
  private volatile boolean isLeft;
  private volatile int most = MOST;
  private boolean hasToldFinished; // as the next one: on the event loop
  private boolean hasToldClosed;

  /**
   * @param visitor its address, as the server told it
   * @param gone is run when the connection is over
   */
  ProgramEnd(EventLoop loop, String visitor, Runnable gone) {
    this.loop = loop;
    this.visitor = visitor;
    this.gone = gone;
  }

  /** The visitor's address as the server told it, "203.0.113.7:49930" mostly. */
  public String visitor() {
    return visitor;
  }

  /** What the visitor sends. */
  public InputStream input() {
    return input;
  }

  /** What the visitor gets; closed, it is told that no more will come. */
  public OutputStream output() {
    return output;
  }

  /** The program is done with it: what it wrote is sent, and what the visitor sends is dropped. */
  public void leave() {
    isLeft = true;
    input.close();
    output.close();
  }

  @Override
  public void start(Receiver newReceiver) {
    receiver = newReceiver;
    deliverSoon();
  }

  private void deliverSoon() {
    try {
      loop.execute(this::deliver);
    } catch (RejectedExecutionException e) { // the client has ended
      over(GONE);
    }
  }

  private void deliver() {
    Receiver to = receiver;
    if (to == null || hasToldClosed) {
      return;
    }
    pass(to);
    if (output.isDone() && !hasToldFinished && !isOver) {
      hasToldFinished = true;
      to.finished();
    }
    if (isOver || (isLeft && hasToldFinished)) {
      over(GONE);
      hasToldClosed = true;
      to.closed();
      gone.run();
    }
  }

  private void pass(Receiver to) {
    boolean isAny = false;
    while (!isPaused) {
      byte[] next = output.next();
      if (next == null) {
        break;
      }
      isAny = true;
      to.received(Unpooled.wrappedBuffer(next));
    }
    if (isAny) {
      to.receivedBurst();
    }
  }

  /** The program has read some, so that the visitor may send more. */
  private void taken() {
    if (isFull && input.memory() <= most / 2) {
      isFull = false;
      try {
        loop.execute(this::tellWritable);
      } catch (RejectedExecutionException e) { // the client has ended
        over(GONE);
      }
    }
  }

  private void tellWritable() {
    Receiver to = receiver;
    if (to != null && !hasToldClosed) {
      to.writabilityChanged();
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    byte[] copy = ByteBufUtil.getBytes(bytes);
    bytes.release();
    input.add(copy);
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    if (input.memory() < most) {
      return true;
    }
    isFull = true;
    if (input.memory() < most) { // it was read meanwhile, and nobody was told
      isFull = false;
      return true;
    }
    return false;
  }

  @Override
  public void pauseReading() {
    isPaused = true;
  }

  @Override
  public void resumeReading() {
    isPaused = false;
    deliverSoon();
  }

  @Override
  public void finishSending() {
    input.finish();
  }

  /** What the visitor has sent may still be read. */
  @Override
  public void close() {
    input.finish();
    output.breakOff(GONE);
    isOver = true;
    deliverSoon();
  }

  @Override
  public void reset() {
    over("the visitor's connection broke");
    deliverSoon();
  }

  private void over(String reason) {
    isOver = true;
    input.breakOff(reason);
    output.breakOff(reason);
  }

  @Override
  public long waiting() {
    return input.memory() + output.waiting();
  }

  @Override
  public void tighten(boolean on) {
    most = on ? LEAST : MOST;
    output.allow(most);
  }
}
