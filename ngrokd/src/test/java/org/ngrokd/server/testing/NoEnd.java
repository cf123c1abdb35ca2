package org.ngrokd.server.testing;

import io.netty.buffer.ByteBuf;
import org.ngrokd.streams.relay.RelayEnd;

/** An end that nobody uses. */
public final class NoEnd implements RelayEnd {
  @Override
  public void start(Receiver receiver) {}

  @Override
  public void write(ByteBuf bytes) {
    bytes.release();
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

  @Override
  public void finishSending() {}

  @Override
  public void close() {}

  @Override
  public void reset() {}
}
