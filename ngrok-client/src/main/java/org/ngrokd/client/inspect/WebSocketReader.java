package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Follows the WebSocket frames of one direction. A message in several frames is told as one; of a
 * long one only the beginning is kept. Protocol: RFC 6455 §5.2. Confined to the event loop of the
 * connection.
 */
final class WebSocketReader {
  /** What is kept of a message, in bytes: more is not read by people. */
  static final int KEPT = 64 * 1024;

  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int MASK_LENGTH = 4;
  private static final int FIRST_CONTROL = 8;

  private final WebSocketDeflate deflate;
  private final LongPredicate memory;
  private final Sink sink;
  private final byte[] head = new byte[14];
  private int headLength;
  private int headNeeded = 2;
  private long left;
  private long position;
  private Message message;
  private Message control;
  private boolean isMessageOpen;
  private boolean isBroken;

  /** Hears of whole messages. */
  interface Sink {
    /**
     * A message has passed.
     *
     * @param captured the beginning, decompressed
     * @param size all of it as it was on the wire, in bytes
     */
    void message(Frame.Kind kind, ByteBuffer captured, long size);
  }

  /** A message that is arriving. */
  private static final class Message {
    final int opcode;
    final boolean isCompressed;
    final BodyCapture kept;

    Message(int opcode, boolean isCompressed, LongPredicate memory) {
      this.opcode = opcode;
      this.isCompressed = isCompressed;
      this.kept = new BodyCapture(KEPT, memory);
    }
  }

  /**
   * @param memory takes so many bytes for what has arrived of a message, or says that there are
   *     none left; less than none are given back
   */
  WebSocketReader(WebSocketDeflate deflate, LongPredicate memory, Sink sink) {
    this.deflate = deflate;
    this.memory = memory;
    this.sink = sink;
    this.message = new Message(0, false, memory);
    this.control = message;
  }

  /** Reads bytes that stay the caller's. */
  void read(ByteBuf bytes) {
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex() && !isBroken) {
      if (headLength < headNeeded) {
        readHead(bytes.getByte(at));
        at++;
      } else {
        at += readPayload(bytes, at);
      }
    }
  }

  private void readHead(byte next) {
    head[headLength++] = next;
    if (headLength == 2) {
      headNeeded = 2 + extendedLength() + (isMasked() ? MASK_LENGTH : 0);
    }
    if (headLength == headNeeded) {
      begin();
    }
  }

  private int extendedLength() {
    return switch (head[1] & 0x7f) {
      case LENGTH_16 -> 2;
      case LENGTH_64 -> 8;
      default -> 0;
    };
  }

  private boolean isMasked() {
    return (head[1] & 0x80) != 0;
  }

  private int opcode() {
    return head[0] & 0x0f;
  }

  private boolean isControl() {
    return opcode() >= FIRST_CONTROL;
  }

  private void begin() {
    left = head[1] & 0x7f;
    if (extendedLength() > 0) {
      left = 0;
      for (int i = 0; i < extendedLength(); i++) {
        left = (left << 8) | (head[2 + i] & 0xff);
      }
    }
    position = 0;
    boolean isCompressed = (head[0] & 0x40) != 0;
    if (isControl()) {
      control = new Message(opcode(), false, memory);
    } else if (opcode() != 0 || !isMessageOpen) {
      message.kept.release(); // of one that was never ended
      message = new Message(opcode(), isCompressed, memory);
    }
    isBroken = left < 0;
    if (!isBroken) {
      endIfDone();
    }
  }

  private Message current() {
    return isControl() ? control : message;
  }

  private int readPayload(ByteBuf bytes, int at) {
    int part = (int) Math.min(left, bytes.writerIndex() - at);
    BodyCapture into = current().kept;
    int looked = 0;
    for (; looked < part && !into.isFull(); looked++) {
      into.add(unmasked(bytes.getByte(at + looked)));
    }
    into.skip(part - looked);
    position += part - looked;
    left -= part;
    endIfDone();
    return part;
  }

  private byte unmasked(byte each) {
    int key = isMasked() ? head[headNeeded - MASK_LENGTH + (int) (position % MASK_LENGTH)] : 0;
    position++;
    return (byte) (each ^ key);
  }

  private void endIfDone() {
    if (left > 0 || headLength < headNeeded) {
      return;
    }
    boolean isLast = (head[0] & 0x80) != 0;
    Message whole = current();
    headLength = 0;
    headNeeded = 2;
    isMessageOpen = isControl() ? isMessageOpen : !isLast;
    if (isLast) {
      tell(whole);
    }
  }

  private void tell(Message whole) {
    byte[] wire = whole.kept.bytes();
    long size = whole.kept.size();
    whole.kept.release(); // the frame takes its own
    Optional<byte[]> plain =
        whole.isCompressed ? deflate.inflate(wire, size == wire.length) : Optional.of(wire);
    sink.message(
        plain.isPresent() ? kind(whole.opcode) : Frame.Kind.BINARY,
        ByteBuffer.wrap(plain.orElse(wire)),
        size);
  }

  /** Whether a frame or message has begun that has not ended. */
  boolean isInMessage() {
    return headLength > 0 || isMessageOpen;
  }

  /** Gives the memory back; nothing is read any more. */
  void close() {
    isBroken = true;
    message.kept.release();
    control.kept.release();
    deflate.end();
  }

  private static Frame.Kind kind(int opcode) {
    return switch (opcode) {
      case 1 -> Frame.Kind.TEXT;
      case 8 -> Frame.Kind.CLOSE;
      case 9 -> Frame.Kind.PING;
      case 10 -> Frame.Kind.PONG;
      default -> Frame.Kind.BINARY;
    };
  }
}
