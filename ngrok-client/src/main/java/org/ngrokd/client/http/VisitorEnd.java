package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.HttpDialogue;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.relay.PassingEnd;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The visitor's end, whose receiver gets changed requests. Bytes behind a request that asks to
 * leave HTTP are held back until it is answered. Confined to the event loop of the connection.
 */
class VisitorEnd extends PassingEnd {
  private static final String BAD_REQUEST =
      "HTTP/1.0 400 Bad Request\r\nContent-Length: 13\r\n\r\nBad Request\r\n";

  private final HttpDialogue dialogue;
  private final Queue<ByteBuf> held = new ArrayDeque<>();
  private @Nullable Receiver receiver;
  private volatile int heldMemory;
  private boolean isFinished;
  private boolean isPaused;
  private boolean isRefused;

  /** The visitor has got its last reply; nothing more passes. */
  private boolean isOver;

  VisitorEnd(RelayEnd inner, HttpDialogue dialogue) {
    super(inner);
    this.dialogue = dialogue;
  }

  @Override
  public void start(Receiver newReceiver) {
    receiver = newReceiver;
    inner.start(
        new Passing(newReceiver) {
          @Override
          public void received(ByteBuf bytes) {
            take(bytes);
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
            gone();
            super.closed();
          }
        });
  }

  /** The visitor has gone; the receiver hears of it next. */
  void gone() {}

  @Override
  public long waiting() {
    return super.waiting() + heldMemory + dialogue.requestMemory();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  private void take(ByteBuf bytes) {
    if (!isRefused && !isOver) {
      dialogue.fromVisitor(bytes);
    }
    if (dialogue.isDeciding() && bytes.isReadable() && !isRefused && !isOver) {
      held.add(bytes);
      heldMemory += BufferMemory.of(bytes);
      inner.pauseReading();
    } else {
      bytes.release();
    }
  }

  /** Whether the visitor has sent its last byte. */
  boolean hasVisitorFinished() {
    return isFinished;
  }

  /** Hands over what the service is to get. */
  void passOn(ByteBuf bytes) {
    if (receiver == null) {
      bytes.release();
    } else {
      receiver.received(bytes);
    }
  }

  /** The visitor sent a malformed request. */
  void refuse() {
    isRefused = true;
    refuseIfAnswered();
  }

  /** Refuses a malformed request, once the replies to earlier ones have gone. */
  void refuseIfAnswered() {
    if (isRefused && dialogue.isAnswered()) {
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

  /** Whether the visitor has got its last reply. */
  boolean isOver() {
    return isOver;
  }

  /** The service has answered a request that asked to leave HTTP: what was held passes. */
  void decided() {
    if (held.isEmpty() || receiver == null) {
      return;
    }
    Queue<ByteBuf> waiting = new ArrayDeque<>(held);
    held.clear();
    heldMemory = 0;
    for (ByteBuf bytes : waiting) {
      take(bytes);
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
