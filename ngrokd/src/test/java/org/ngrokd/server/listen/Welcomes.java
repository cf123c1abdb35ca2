package org.ngrokd.server.listen;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.limits.Descriptors;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.Transport;

/** Listeners that say "welcome" to every visitor who is let in, and no more. */
final class Welcomes implements AutoCloseable {
  private static final String WELCOME = "welcome";

  private final EventLoopGroup loops;
  private final Listeners listeners;

  Welcomes(Transport transport) {
    loops = transport.eventLoops("welcome", 2);
    FloodLimits any =
        new FloodLimits(FloodLimits.Clients.DEFAULT, new FloodLimits.Visitors(0, 1_000_000));
    Descriptors unlimited = new Descriptors(1_000_000, () -> 0);
    FloodGuard guard = new FloodGuard(any, CidrList.NONE, new LimitCounters(), unlimited);
    guard.start(loops.next());
    listeners = new Listeners(transport, loops, guard, () -> ProxyHeaders.NONE);
  }

  EventLoopGroup loops() {
    return loops;
  }

  ChannelFuture visitors(ListenerSource source) {
    return listeners.visitors(source, new Pipeline());
  }

  ChannelFuture visitorsLater(ListenerSource source) {
    return listeners.visitorsLater(source, new Pipeline());
  }

  void accept(Channel listening) {
    listeners.accept(listening);
  }

  /** What a visitor is told. */
  String welcome(int port) throws IOException {
    try (Socket visitor = new Socket(InetAddress.getLoopbackAddress(), port)) {
      visitor.setSoTimeout(60_000);
      return new String(
          visitor.getInputStream().readNBytes(WELCOME.length()), StandardCharsets.US_ASCII);
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  static final class Pipeline extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(new Welcome());
    }
  }

  private static final class Welcome extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(Unpooled.copiedBuffer(WELCOME, StandardCharsets.US_ASCII))
          .addListener(written -> {});
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close().addListener(closed -> {});
    }
  }
}
