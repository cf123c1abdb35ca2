package org.ngrokd.server.edge.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeContext;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.edge.Visitor;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.OurDelay;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.relay.ChannelEnd;
import org.ngrokd.streams.relay.StreamKind;

/**
 * Waits for a visitor's first bytes, which may be long in coming, and turns the connection into an
 * {@link HttpConnection}.
 */
public final class VhostHandler extends ChannelInboundHandlerAdapter {
  private final TunnelProtocol protocol;
  private final EdgeContext context;
  private final ConnectionLog log;
  private final Visit visit;
  private Outcome outcome = Outcome.FINISHED; // nothing was asked
  private long since;

  /**
   * @param protocol http or https
   */
  public VhostHandler(
      TunnelProtocol protocol, EdgeContext context, ConnectionLog log, Visit visit) {
    this.protocol = protocol;
    this.context = context;
    this.log = log;
    this.visit = visit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    since = ctx.executor().ticker().nanoTime();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    StreamKind kind = protocol.endsTls() ? StreamKind.TLS : StreamKind.TCP;
    ChannelEnd end = ChannelEnd.take(ctx.channel(), kind);
    ctx.pipeline().remove(HandlerNames.DEADLINE);
    if (kind == StreamKind.TLS) {
      ctx.pipeline().remove(HandlerNames.MEMORY); // from now on the end counts what waits
    }
    ctx.pipeline().remove(this);
    ctx.fireChannelRead(msg); // to the end, which keeps it until it is started
    HttpConnection.begin(new Visitor(end, ctx.channel(), protocol), context, log, visit, since);
  }

  /** Nothing has come in time, so the connection is about to be closed. */
  public void tooLate(Channel channel) {
    log.debug(
        "No request head within {} s (peer {})",
        context.policy().head().time().toSeconds(),
        PeerAddress.of(channel));
    outcome = Outcome.CUT;
    visit.refused(Refusal.SLOW_HEAD, 0);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    visit.ended(0, 0, outcome);
    ctx.fireChannelInactive();
  }

  /** Who has finished sending without a head will never send one. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == OurDelay.ENDS) {
      since = ctx.executor().ticker().nanoTime(); // what it waited for was no time of its own
    }
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      ctx.close().addListener(closed -> {});
    }
    ctx.fireUserEventTriggered(event);
  }
}
