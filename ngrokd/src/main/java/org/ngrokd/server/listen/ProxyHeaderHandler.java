package org.ngrokd.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.ngrokd.server.limits.Junk;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.PeerAddress;

/**
 * Takes from a PROXY header who the visitor is, and lets the connection's own pipeline begin.
 *
 * <p>The rules are those of HAProxy's proxy-protocol.txt, section 2: without a valid header the
 * connection is closed; one that is about the proxy itself (LOCAL) or says nothing (UNKNOWN) leaves
 * the address of the socket.
 */
final class ProxyHeaderHandler extends SimpleChannelInboundHandler<HAProxyMessage> {
  private final VisitorGate gate;
  private final ChannelHandler pipeline;
  private final ConnectionLog log;
  private boolean failed;

  ProxyHeaderHandler(VisitorGate gate, ChannelHandler pipeline, ConnectionLog log) {
    this.gate = gate;
    this.pipeline = pipeline;
    this.log = log;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) {
    Channel channel = ctx.channel();
    if (failed) {
      return; // behind an invalid header there is no valid one: the connection is closing
    }
    visitor(header).ifPresent(visitor -> PeerAddress.tell(channel, visitor));
    if (gate.admitAddress(channel)) {
      begin(ctx);
    } else {
      AdmissionPipeline.turnAway(channel);
    }
  }

  private void begin(ChannelHandlerContext ctx) {
    ChannelPipeline handlers = ctx.pipeline();
    handlers.remove(HandlerNames.DEADLINE);
    handlers.remove(HandlerNames.FAILURES);
    handlers.remove(this);
    handlers.addLast(pipeline);
    // The decoder is next to go, and then hands on what it has left: they must be ready for it.
    handlers.context(HandlerNames.PROXY_HEADER).fireChannelActive();
  }

  /** Empty when the header does not say. */
  static Optional<InetSocketAddress> visitor(HAProxyMessage header) {
    HAProxyProxiedProtocol kind = header.proxiedProtocol();
    boolean isTold =
        header.command() == HAProxyCommand.PROXY
            && (kind == HAProxyProxiedProtocol.TCP4 || kind == HAProxyProxiedProtocol.TCP6);
    return isTold ? address(header.sourceAddress(), header.sourcePort()) : Optional.empty();
  }

  private static Optional<InetSocketAddress> address(String ip, int port) {
    try {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(ip);
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(bytes), port));
    } catch (UnknownHostException e) {
      throw new DecoderException(e); // the decoder has checked it
    }
  }

  /** Who has finished sending without a header will never send one. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close().addListener(closed -> {});
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof DecoderException)) {
      ctx.fireExceptionCaught(cause);
    } else if (!failed) {
      failed = true;
      if (gate.reports().junk(Junk.NO_PROXY_HEADER, ctx.channel())) {
        log.info(
            "No valid PROXY header, which -proxyProtocol demands of every connection (peer {}): {}",
            PeerAddress.of(ctx.channel()),
            Failures.oneLine(Failures.unwrapped(cause)));
      }
      ctx.close().addListener(closed -> {});
    }
  }
}
