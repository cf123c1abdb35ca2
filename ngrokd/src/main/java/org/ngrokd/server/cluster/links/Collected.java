package org.ngrokd.server.cluster.links;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.streams.relay.RelayEnd;

/** Reads a description to its end. Confined to the event loop of its stream. */
final class Collected implements RelayEnd.Receiver {
  private static final int MOST_BYTES = 256 * 1024;

  private final RelayEnd stream;
  private final CompletableFuture<Description> described;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Collected(RelayEnd stream, CompletableFuture<Description> described) {
    this.stream = stream;
    this.described = described;
  }

  @Override
  public void received(ByteBuf more) {
    byte[] copied = new byte[more.readableBytes()];
    more.readBytes(copied).release();
    bytes.writeBytes(copied);
    if (bytes.size() > MOST_BYTES) {
      described.completeExceptionally(new ProtocolException("the description has no end"));
      stream.reset();
    }
  }

  @Override
  public void receivedBurst() {}

  @Override
  public void finished() {
    try {
      described.complete(Description.read(bytes.toByteArray()));
    } catch (IllegalArgumentException e) {
      described.completeExceptionally(e);
    }
    stream.close();
  }

  @Override
  public void writabilityChanged() {}

  @Override
  public void closed() {
    described.completeExceptionally(new ClosedChannelException());
  }
}
