package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Finds the events in a stream of server-sent events. Source: HTML standard, "Interpreting an event
 * stream". Confined to the event loop of the connection.
 */
final class EventStream {
  private static final int KEPT = 64 * 1024;

  private final Consumer<Frame> events;
  private ByteArrayOutputStream event = new ByteArrayOutputStream();
  private long size;
  private boolean isLineEmpty = true;
  private boolean afterReturn;

  EventStream(Consumer<Frame> events) {
    this.events = events;
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
      keep(each);
      isLineEmpty = false;
    } else if (isLineEmpty) {
      end();
    } else {
      keep((byte) '\n');
      isLineEmpty = true;
    }
  }

  private void keep(byte each) {
    if (size++ < KEPT) {
      event.write(each);
    }
  }

  /** An empty line ends an event. */
  private void end() {
    if (size > 0) {
      events.accept(
          new Frame(
              Instant.now(), false, Frame.Kind.EVENT, ByteBuffer.wrap(event.toByteArray()), size));
    }
    event = new ByteArrayOutputStream();
    size = 0;
  }
}
