package org.ngrokd.server.control;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.CloseTunnel;
import org.ngrokd.protocol.Message.Moved;
import org.ngrokd.protocol.Message.Ping;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.Message.ServiceState;
import org.ngrokd.streams.net.ConnectionLog;

/**
 * The Netty side of a {@link ControlConnection}: messages become calls. What a client sends before
 * it was answered (several do) waits for the answer.
 */
public final class ControlHandler extends SimpleChannelInboundHandler<Message> {
  private final ControlContext context;
  private final ConnectionLog log;
  private final Queue<Message> early = new ArrayDeque<>();
  private boolean answered;
  private @Nullable ControlConnection control;

  public ControlHandler(ControlContext context, ConnectionLog log) {
    this.context = context;
    this.log = log;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Message message) {
    if (control == null) {
      begin(ctx, (Auth) message);
    } else if (answered) {
      dispatch(control, message);
    } else if (!control.isRefused()) {
      early.add(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, Auth auth) {
    ControlConnection begun = new ControlConnection(ctx.channel(), context, log);
    control = begun;
    ctx.channel().config().setAutoRead(false); // nothing more than was read already
    begun
        .authenticate(auth)
        .addListener(
            done -> {
              answered = true;
              early.forEach(message -> dispatch(begun, message));
              early.clear();
              ctx.channel().config().setAutoRead(true);
            });
  }

  private void dispatch(ControlConnection to, Message message) {
    if (message instanceof Ping) {
      to.pinged();
    } else if (message instanceof ReqTunnel request) {
      to.requestTunnel(request);
    } else if (message instanceof CloseTunnel close) {
      to.closeTunnel(close.url());
    } else if (message instanceof ServiceState state) {
      to.serviceIs(state.url(), state.isWell());
    } else if (message instanceof Moved) {
      to.moved();
    } else {
      log.debug("Ignoring {}", message); // as the original does; one client sends Auth twice
    }
  }

  /** A client that ends its TLS stream is gone, even if it leaves the TCP connection open. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      ctx.close().addListener(closed -> {});
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (control != null) {
      control.shutDown("Connection closed by the client").addListener(done -> {});
    }
    ctx.fireChannelInactive();
  }
}
