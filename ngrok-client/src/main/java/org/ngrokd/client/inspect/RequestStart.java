package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/** Tells the first bytes of a request from others. Protocol: RFC 9112 §3. */
final class RequestStart {
  private static final int LONGEST_METHOD = 20;

  private RequestStart() {}

  /** Whether these bytes begin with a method, a blank and a target. */
  static boolean isIn(ByteBuf bytes) {
    int looked = Math.min(bytes.readableBytes(), LONGEST_METHOD);
    int end =
        bytes.forEachByte(
            bytes.readerIndex(), looked, (ByteProcessor) each -> each >= 'A' && each <= 'Z');
    return end > bytes.readerIndex()
        && end + 1 < bytes.writerIndex()
        && bytes.getByte(end) == ' '
        && bytes.getByte(end + 1) > ' ';
  }
}
