package org.ngrokd.client.websocket;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.ngrokd.streams.net.ProtocolException;

/**
 * Reads the frames that a visitor sends. What is inside of messages is told as it comes, so that
 * nothing is collected however long they are. RFC 6455, 5. Not for several threads at once.
 */
final class VisitorFrames {
  private static final int CONTINUATION = 0;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int LONGEST_CONTROL = 125;
  private static final int SHORT = 126;
  private static final int MASK = 4;

  private final Listener listener;

  /** A head is at most two bytes, a length of eight and a mask. */
  private final byte[] head = new byte[2 + 8 + MASK];

  private final byte[] control = new byte[LONGEST_CONTROL];
  private int headRead;
  private int headLength = 2;
  private boolean isInPayload;
  private boolean isInMessage;
  private boolean isClosed;
  private long left;
  private int place; // within the payload, of which only the last two bits count
  private int controlLength;

  /** Hears of frames. */
  interface Listener {
    /** Part of a message, which the listener releases. */
    void data(ByteBuf bytes);

    void ping(byte[] payload);

    /** The last that is heard. */
    void close(int code);
  }

  VisitorFrames(Listener listener) {
    this.listener = listener;
  }

  /**
   * Takes all bytes out of the buffer.
   *
   * @throws ProtocolException when they are no frames as a visitor has to send them
   */
  void read(ByteBuf bytes) throws ProtocolException {
    while (bytes.isReadable()) {
      if (isClosed) {
        bytes.skipBytes(bytes.readableBytes());
      } else if (isInPayload) {
        readPayload(bytes);
      } else {
        readHead(bytes);
      }
    }
  }

  private void readHead(ByteBuf bytes) throws ProtocolException {
    head[headRead++] = bytes.readByte();
    if (headRead == 2) {
      check();
      headLength = 2 + lengthBytes() + MASK;
    }
    if (headRead == headLength) {
      begin();
    }
  }

  private int opcode() {
    return head[0] & 0x0f;
  }

  private boolean isFinal() {
    return head[0] < 0;
  }

  private boolean isControl() {
    return opcode() >= CLOSE;
  }

  private int lengthBytes() {
    int length = head[1] & 0x7f;
    return length < SHORT ? 0 : length == SHORT ? 2 : 8;
  }

  private void check() throws ProtocolException {
    int opcode = opcode();
    boolean isKnown = opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
    if ((head[0] & 0x70) != 0 || !isKnown) {
      throw new ProtocolException("a WebSocket frame of a kind that was not agreed on");
    }
    if (head[1] >= 0) {
      throw new ProtocolException("a WebSocket frame that is not masked");
    }
    if (isControl() && (!isFinal() || (head[1] & 0x7f) > LONGEST_CONTROL)) {
      throw new ProtocolException("a long WebSocket control frame");
    }
    if (!isControl() && isInMessage != (opcode == CONTINUATION)) {
      throw new ProtocolException("a WebSocket message inside another");
    }
  }

  private void begin() throws ProtocolException {
    left = head[1] & 0x7f;
    if (left >= SHORT) {
      left = 0;
      for (int i = 2; i < headLength - MASK; i++) {
        left = left << 8 | (head[i] & 0xff);
      }
    }
    if (left < 0) {
      throw new ProtocolException("a WebSocket frame of negative length");
    }
    place = 0;
    controlLength = 0;
    isInPayload = true;
    if (!isControl()) {
      isInMessage = !isFinal();
    }
    endIfDone();
  }

  private void readPayload(ByteBuf bytes) throws ProtocolException {
    int part = (int) Math.min(left, bytes.readableBytes());
    left -= part;
    if (isControl()) {
      for (int i = 0; i < part; i++) {
        control[controlLength++] = (byte) (bytes.readByte() ^ nextMask());
      }
    } else {
      ByteBuf data = bytes.alloc().buffer(part, part); // the bytes that came may be others' too
      for (int i = 0; i < part; i++) {
        data.writeByte(bytes.readByte() ^ nextMask());
      }
      listener.data(data);
    }
    endIfDone();
  }

  private byte nextMask() {
    return head[headLength - MASK + (place++ & 3)];
  }

  private void endIfDone() throws ProtocolException {
    if (left > 0) {
      return;
    }
    isInPayload = false;
    headRead = 0;
    headLength = 2;
    byte[] payload = Arrays.copyOf(control, controlLength);
    if (opcode() == PING) {
      listener.ping(payload);
    } else if (opcode() == CLOSE) {
      isClosed = true;
      listener.close(code(payload));
    }
  }

  private static int code(byte[] payload) throws ProtocolException {
    if (payload.length == 0) {
      return CloseCode.NONE;
    }
    int code = payload.length == 1 ? 0 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    if (!CloseCode.isSendable(code)) {
      throw new ProtocolException("a WebSocket closed with a code that cannot be");
    }
    return code;
  }
}
