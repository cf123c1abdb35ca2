package org.ngrokd.server.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.PeerAddress;

/** Joins a visitor of a tcp tunnel with the client at once: the service may be the one to speak. */
public final class TcpVisitorHandler extends ChannelInboundHandlerAdapter {
  private final Tunnel tunnel;
  private final TcpContext context;
  private final ConnectionLog log;

  public TcpVisitorHandler(Tunnel tunnel, TcpContext context, ConnectionLog log) {
    this.tunnel = tunnel;
    this.context = context;
    this.log = log;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    log.debug("New connection for {} from {}", tunnel, PeerAddress.of(ctx.channel()));
    Visit visit =
        context
            .events()
            .opened(TunnelProtocol.TCP, PeerAddress.socketAddress(ctx.channel()), log.id());
    PublicConnection visitor = new PublicConnection(ctx.channel(), context, log, visit);
    ctx.pipeline().remove(this);
    visitor.join(tunnel);
  }
}
