package org.ngrokd.server.cluster.links;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * Reads a description to its end; whoever awaits it resets the stream of one that failed. Confined
 * to the event loop of its stream.
 */
final class Collected implements RelayEnd.Receiver {
  private static final int MOST_BYTES = 256 * 1024;

  private final RelayEnd stream;
  private final Promise<Description> described;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Collected(RelayEnd stream, Promise<Description> described) {
    this.stream = stream;
    this.described = described;
  }

  @Override
  public void received(ByteBuf more) {
    byte[] copied = new byte[more.readableBytes()];
    more.readBytes(copied).release();
    bytes.writeBytes(copied);
    if (bytes.size() > MOST_BYTES) {
      fail(new ProtocolException("the description has no end"));
    }
  }

  @Override
  public void receivedBurst() {}

  @Override
  public void finished() {
    try {
      boolean unused = described.trySuccess(Description.read(bytes.toByteArray()));
      stream.close();
    } catch (IllegalArgumentException e) {
      fail(e);
    }
  }

  @Override
  public void writabilityChanged() {}

  @Override
  public void closed() {
    fail(new ClosedChannelException());
  }

  private void fail(Exception why) {
    boolean unused = described.tryFailure(why);
  }
}
