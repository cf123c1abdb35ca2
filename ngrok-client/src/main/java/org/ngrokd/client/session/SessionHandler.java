package org.ngrokd.client.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.Closed;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.protocol.Message.Move;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.Ping;
import org.ngrokd.protocol.Message.Pong;
import org.ngrokd.protocol.Message.ReqProxy;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ProtocolException;

/** The Netty side of a {@link Session}: messages become calls. */
final class SessionHandler extends SimpleChannelInboundHandler<Message> {
  private final Session session;
  private final ConnectionLog log;

  SessionHandler(Session session, ConnectionLog log) {
    this.session = session;
    this.log = log;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Message message) {
    ServerWords.check(message);
    if (message instanceof ReqProxy) {
      session.proxyRequested();
    } else if (message instanceof Pong) {
      session.ponged();
    } else if (message instanceof NewTunnel answer) {
      session.tunnelAnswered(answer);
    } else if (message instanceof AuthResp answer) {
      session.authAnswered(answer);
    } else {
      other(ctx, message);
    }
  }

  private void other(ChannelHandlerContext ctx, Message message) {
    if (message instanceof Ping) {
      answer(ctx);
    } else if (message instanceof Closed closed) {
      session.closed(closed);
    } else if (message instanceof Move) {
      session.moveAsked();
    } else if (message instanceof Homes homes) {
      session.homesTold(homes);
    } else {
      log.debug("Ignoring {}", message);
    }
  }

  private void answer(ChannelHandlerContext ctx) {
    if (!ctx.channel().isWritable()) {
      throw new ProtocolException("the server sends pings and does not take the answers");
    }
    session.pinged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    session.disconnected();
    ctx.fireChannelInactive();
  }
}
