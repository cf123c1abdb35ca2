package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Finds the events in a stream of server-sent events. Source: HTML standard, "Interpreting an event
 * stream". Confined to the event loop of the connection.
 */
final class EventStream {
  private static final int KEPT = 64 * 1024;

  private final Consumer<Frame> events;
  private final LongPredicate memory;
  private BodyCapture event;
  private boolean isLineEmpty = true;
  private boolean afterReturn;

  /**
   * @param memory takes so many bytes for what has arrived of an event, or says that there are none
   *     left; less than none are given back
   */
  EventStream(LongPredicate memory, Consumer<Frame> events) {
    this.memory = memory;
    this.events = events;
    this.event = new BodyCapture(KEPT, memory);
  }

  /** Reads bytes that stay the caller's. */
  void read(ByteBuf bytes) {
    bytes.forEachByte(
        each -> {
          read(each);
          return true;
        });
  }

  private void read(byte each) {
    if (each == '\n' && afterReturn) {
      afterReturn = false; // the second half of a line's end
      return;
    }
    afterReturn = each == '\r';
    if (each != '\n' && each != '\r') {
      event.add(each);
      isLineEmpty = false;
    } else if (isLineEmpty) {
      end();
    } else {
      event.add((byte) '\n');
      isLineEmpty = true;
    }
  }

  /** An empty line ends an event. */
  private void end() {
    BodyCapture whole = event;
    byte[] text = whole.bytes();
    close(); // the frame takes its own
    event = new BodyCapture(KEPT, memory);
    if (whole.size() > 0) {
      events.accept(
          new Frame(Instant.now(), false, Frame.Kind.EVENT, ByteBuffer.wrap(text), whole.size()));
    }
  }

  /** Gives the memory back. */
  void close() {
    event.release();
  }
}
