package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

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
  private final Sink sink;
  private final byte[] head = new byte[14];
  private int headLength;
  private int headNeeded = 2;
  private long left;
  private long position;
  private Message message = new Message(0, false);
  private Message control = new Message(0, false);
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
    final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    long size;

    Message(int opcode, boolean isCompressed) {
      this.opcode = opcode;
      this.isCompressed = isCompressed;
    }

    void add(byte each) {
      if (size++ < KEPT) {
        kept.write(each);
      }
    }

    void skip(long count) {
      size += count;
    }

    boolean isFull() {
      return size >= KEPT;
    }
  }

  WebSocketReader(WebSocketDeflate deflate, Sink sink) {
    this.deflate = deflate;
    this.sink = sink;
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
      control = new Message(opcode(), false);
    } else if (opcode() != 0) {
      message = new Message(opcode(), isCompressed);
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
    Message into = current();
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
    byte[] wire = whole.kept.toByteArray();
    Optional<byte[]> plain =
        whole.isCompressed ? deflate.inflate(wire, whole.size == wire.length) : Optional.of(wire);
    sink.message(
        plain.isPresent() ? kind(whole.opcode) : Frame.Kind.BINARY,
        ByteBuffer.wrap(plain.orElse(wire)),
        whole.size);
  }

  /** Whether a frame or message has begun that has not ended. */
  boolean isInMessage() {
    return headLength > 0 || isMessageOpen;
  }

  /** Gives the memory back; nothing is read any more. */
  void close() {
    isBroken = true;
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
