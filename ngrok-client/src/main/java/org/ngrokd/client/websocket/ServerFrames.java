package org.ngrokd.client.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Frames for the visitor, which are not masked. RFC 6455, 5. */
final class ServerFrames {
  private static final int FINAL = 0x80;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PONG = 10;
  private static final int SHORT = 126;
  private static final int LONG = 127;

  private ServerFrames() {}

  /** The head of a binary message that is one frame. */
  static ByteBuf binary(int length) {
    ByteBuf head = Unpooled.buffer(10).writeByte(FINAL | BINARY);
    if (length < SHORT) {
      return head.writeByte(length);
    }
    return length <= 0xffff
        ? head.writeByte(SHORT).writeShort(length)
        : head.writeByte(LONG).writeLong(length);
  }

  static ByteBuf pong(byte[] payload) {
    return Unpooled.buffer(2 + payload.length)
        .writeByte(FINAL | PONG)
        .writeByte(payload.length)
        .writeBytes(payload);
  }

  static ByteBuf close(int code) {
    ByteBuf frame = Unpooled.buffer(4).writeByte(FINAL | CLOSE);
    return code == CloseCode.NONE ? frame.writeByte(0) : frame.writeByte(2).writeShort(code);
  }
}
