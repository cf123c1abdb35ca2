package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;

/** A body of known length. */
final class FixedBody implements BodyScanner {
  private long left;

  /**
   * @param length in bytes
   */
  FixedBody(long length) {
    this.left = length;
  }

  @Override
  public int scan(ByteBuf bytes) {
    int part = (int) Math.min(left, bytes.readableBytes());
    left -= part;
    return part;
  }

  @Override
  public boolean isDone() {
    return left == 0;
  }
}
