package org.ngrokd.server.cluster.links;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.streams.memory.CutReason;
import org.ngrokd.streams.memory.Holder;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.memory.ShareKind;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * Keeps what comes in a stream until its end. What it keeps is charged to the budget; more than may
 * be ends the stream. Confined to the stream's event loop, but for what the budget asks.
 */
final class Gathered implements RelayEnd.Receiver, Holder {
  /** For whom it is that something waits. */
  static final ShareKind.Key NODES = ShareKind.TUNNEL.of("the other servers");

  private final RelayEnd stream;
  private final int most;
  private final Holding holding;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private volatile long held;
  private Runnable gone = () -> {};

  /**
   * @param most bytes
   */
  Gathered(RelayEnd stream, int most, MemoryBudget memory) {
    this.stream = stream;
    this.most = most;
    this.holding = memory.hold(this, List.of(NODES));
  }

  /** What is done when the stream is gone; before it begins. */
  void whenGone(Runnable action) {
    gone = action;
  }

  /**
   * Starts the stream.
   *
   * @return all of it; fails when it breaks off or is longer
   */
  CompletableFuture<byte[]> begin() {
    stream.start(this);
    return whole;
  }

  @Override
  public void received(ByteBuf more) {
    byte[] copied = new byte[more.readableBytes()];
    more.readBytes(copied).release();
    if (whole.isDone()) {
      return;
    }
    bytes.writeBytes(copied);
    held = bytes.size();
    holding.look();
    if (bytes.size() > most) {
      boolean unused = whole.completeExceptionally(new ProtocolException("it has no end"));
      stream.reset();
    }
  }

  @Override
  public void receivedBurst() {}

  @Override
  public void finished() {
    byte[] all = bytes.toByteArray();
    end();
    boolean unused = whole.complete(all);
  }

  @Override
  public void writabilityChanged() {}

  @Override
  public void closed() {
    end();
    gone.run();
    boolean unused = whole.completeExceptionally(new ClosedChannelException());
  }

  private void end() {
    held = 0;
    bytes.reset();
    holding.end();
  }

  @Override
  public long held() {
    return held;
  }

  @Override
  public void tighten(boolean on) {
    // it is one answer, and never more
  }

  @Override
  public void cut(CutReason reason) {
    stream.reset();
  }
}
