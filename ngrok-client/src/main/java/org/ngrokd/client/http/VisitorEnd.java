package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.relay.PassingEnd;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The visitor's end, whose receiver gets changed requests. Bytes behind a request that asks to
 * leave HTTP are held back until it is answered. Confined to the event loop of the connection.
 */
final class VisitorEnd extends PassingEnd {
  private static final String BAD_REQUEST =
      "HTTP/1.0 400 Bad Request\r\nContent-Length: 13\r\n\r\nBad Request\r\n";

  private final RequestChanger requests;
  private final BooleanSupplier allAnswered;
  private final ConnectionLog log;
  private final Queue<ByteBuf> held = new ArrayDeque<>();
  private @Nullable Receiver receiver;
  private volatile int heldMemory;
  private boolean isFinished;
  private boolean isPaused;
  private boolean isRefused;

  /** The visitor has got its last reply; nothing more passes. */
  private boolean isOver;

  /**
   * @param allAnswered whether no reply is under way or due
   */
  VisitorEnd(
      RelayEnd inner, RequestChanger requests, BooleanSupplier allAnswered, ConnectionLog log) {
    super(inner);
    this.requests = requests;
    this.allAnswered = allAnswered;
    this.log = log;
  }

  @Override
  public void start(Receiver newReceiver) {
    receiver = newReceiver;
    inner.start(
        new Passing(newReceiver) {
          @Override
          public void received(ByteBuf bytes) {
            take(bytes, receiver);
          }

          @Override
          public void finished() {
            isFinished = true;
            if (held.isEmpty()) {
              super.finished();
            }
          }

          @Override
          public void closed() {
            held.forEach(ByteBuf::release);
            held.clear();
            heldMemory = 0;
            super.closed();
          }
        });
  }

  @Override
  public long waiting() {
    return super.waiting() + heldMemory + requests.headMemory();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  private void take(ByteBuf bytes, Receiver to) {
    try {
      if (!isRefused && !isOver) {
        requests.read(bytes, to::received);
      }
    } catch (BadMessageException e) {
      log.warn("Malformed request: {}", e.reason());
      isRefused = true;
      refuseIfAnswered();
    }
    if (requests.isDeciding() && bytes.isReadable() && !isRefused && !isOver) {
      held.add(bytes);
      heldMemory += BufferMemory.of(bytes);
      inner.pauseReading();
    } else {
      bytes.release();
    }
  }

  /** Refuses a malformed request, once the replies to earlier ones have gone. */
  void refuseIfAnswered() {
    if (isRefused && allAnswered.getAsBoolean()) {
      end(Unpooled.copiedBuffer(BAD_REQUEST, StandardCharsets.ISO_8859_1));
    }
  }

  /** Sends the last that the visitor gets. */
  void end(ByteBuf reply) {
    if (isOver) {
      reply.release();
    } else {
      isOver = true;
      inner.write(reply);
      inner.close();
    }
  }

  /** The service has answered a request that asked to leave HTTP. */
  void decided(boolean leavesHttp) {
    requests.decided(leavesHttp);
    if (held.isEmpty() || receiver == null) {
      return;
    }
    Queue<ByteBuf> waiting = new ArrayDeque<>(held);
    held.clear();
    heldMemory = 0;
    for (ByteBuf bytes : waiting) {
      take(bytes, receiver);
    }
    receiver.receivedBurst();
    if (held.isEmpty() && !isPaused) {
      inner.resumeReading();
    }
    if (held.isEmpty() && isFinished) {
      receiver.finished();
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    if (isOver) {
      bytes.release();
    } else {
      inner.write(bytes);
    }
  }

  @Override
  public void pauseReading() {
    isPaused = true;
    inner.pauseReading();
  }

  @Override
  public void resumeReading() {
    isPaused = false;
    if (held.isEmpty()) {
      inner.resumeReading();
    }
  }

  /** It has to get its last reply, whatever became of the service. */
  @Override
  public void reset() {
    if (!isOver) {
      inner.reset();
    }
  }

  /** The same. */
  @Override
  public void breakOff() {
    if (!isOver) {
      inner.breakOff();
    }
  }
}
