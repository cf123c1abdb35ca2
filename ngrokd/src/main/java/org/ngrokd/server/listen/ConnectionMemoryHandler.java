package org.ngrokd.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.streams.memory.CutReason;
import org.ngrokd.streams.memory.Holder;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.memory.InputMemory;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.PeerAddress;

/**
 * Counts what waits for a connection that is no relay's: begun records, messages and ClientHellos,
 * and what its peer does not take. It goes when a relay takes the connection over, which then
 * counts by itself.
 *
 * <p>Confined to the event loop of its channel, but for what {@link Holder} says.
 */
public final class ConnectionMemoryHandler extends ChannelDuplexHandler implements Holder {
  private final Channel channel;
  private final ConnectionLog log;
  private final InputMemory input;
  private final Holding holding;

  public ConnectionMemoryHandler(Channel channel, MemoryGuard guard, ConnectionLog log) {
    this.channel = channel;
    this.log = log;
    this.input = InputMemory.of(channel);
    this.holding = guard.hold(channel, this);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    input.settle();
    holding.look();
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    holding.look();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    holding.end();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    holding.end();
  }

  @Override
  public long held() {
    @Nullable ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
    return input.held() + (unsent == null ? 0 : unsent.totalPendingWriteBytes());
  }

  /** There is nothing to let wait less of: it is the peer's turn. */
  @Override
  public void tighten(boolean on) {}

  @Override
  public void cut(CutReason reason) {
    if (channel.eventLoop().inEventLoop()) {
      cut();
    } else {
      channel.eventLoop().execute(this::cut);
    }
  }

  private void cut() {
    log.debug("Cut: too much waits in memory (peer {})", PeerAddress.of(channel));
    AdmissionPipeline.turnAway(channel);
  }
}
