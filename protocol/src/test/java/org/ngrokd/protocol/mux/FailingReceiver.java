package org.ngrokd.protocol.mux;

import io.netty.buffer.ByteBuf;
import org.ngrokd.streams.relay.RelayEnd;

/** Has a fault that shows with the first byte. */
final class FailingReceiver implements RelayEnd.Receiver {
  @Override
  public void received(ByteBuf bytes) {
    bytes.release();
    throw new IllegalStateException("a fault");
  }

  @Override
  public void receivedBurst() {}

  @Override
  public void finished() {}

  @Override
  public void writabilityChanged() {}

  @Override
  public void closed() {}
}
