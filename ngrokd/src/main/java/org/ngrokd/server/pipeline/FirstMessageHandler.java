package org.ngrokd.server.pipeline;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ngrokd.protocol.Masked;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.RegProxy;
import org.ngrokd.server.control.ControlConnection;
import org.ngrokd.server.control.ControlContext;
import org.ngrokd.server.control.ControlHandler;
import org.ngrokd.server.limits.Junk;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.net.ProtocolException;

/**
 * Gives a connection its role by its first message: {@code Auth} makes it a control connection,
 * {@code RegProxy} a proxy connection. Then it is replaced.
 *
 * <p>Protocol: §1.
 */
final class FirstMessageHandler extends SimpleChannelInboundHandler<Message> {
  private static final Duration CONTROL_WRITE_TIMEOUT = Duration.ofSeconds(10);

  private final ControlContext context;
  private final ConnectionLog log;

  FirstMessageHandler(ControlContext context, ConnectionLog log) {
    this.context = context;
    this.log = log;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Message message) {
    ctx.pipeline().remove(HandlerNames.DEADLINE);
    if (message instanceof Auth) {
      becomeControl(ctx, message);
    } else if (message instanceof RegProxy register) {
      becomeProxy(ctx, register);
    } else {
      throw new ProtocolException(
          "the first message is "
              + message.getClass().getSimpleName()
              + ", neither Auth nor RegProxy");
    }
  }

  private void becomeControl(ChannelHandlerContext ctx, Message auth) {
    ctx.pipeline()
        .addAfter(
            HandlerNames.TLS,
            HandlerNames.WRITE_TIMEOUT,
            new WriteTimeoutHandler(CONTROL_WRITE_TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    ConnectionLog controlLog = log.as(ConnectionType.CTL);
    ctx.pipeline().replace(this, HandlerNames.ROLE, new ControlHandler(context, controlLog));
    int rate = context.gate().limits().messagesPerSecond();
    if (rate > 0) {
      ctx.pipeline()
          .addBefore(
              HandlerNames.ROLE,
              HandlerNames.MESSAGE_RATE,
              new MessageRateHandler(rate, context.gate().reports(), controlLog));
    }
    ctx.fireChannelRead(auth);
  }

  private void becomeProxy(ChannelHandlerContext ctx, RegProxy register) {
    Optional<ControlConnection> control = context.registry().find(register.clientId());
    if (control.isEmpty()) {
      if (context.gate().reports().junk(Junk.UNKNOWN_CLIENT, ctx.channel())) {
        log.info(
            "No client found for identifier {} (peer {})",
            Masked.id(register.clientId()),
            PeerAddress.of(ctx.channel()));
      }
      ctx.pipeline().remove(this); // what else it sent is nobody's business
      ctx.close().addListener(closed -> {});
      return;
    }
    context.gate().identified(ctx.channel());
    ctx.pipeline().replace(this, HandlerNames.ROLE, new PooledProxyHandler());
    control.get().offer(ctx.channel(), register.mux(), log.as(ConnectionType.PXY));
  }
}
