package org.ngrokd.server.listen;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.server.limits.Descriptors;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;

/** A program that listens and believes that it may have any number of file descriptors. */
public final class StarvedListener {
  private StarvedListener() {}

  public static void main(String[] arguments) throws InterruptedException {
    LogSetup.apply(LogOptions.parse(LogOptions.STDOUT, "INFO", "text"));
    Transport transport = Transport.best();
    EventLoopGroup loops = transport.eventLoops("starved", 2);
    FloodLimits any =
        new FloodLimits(FloodLimits.Clients.DEFAULT, new FloodLimits.Visitors(0, 1_000_000));
    Descriptors unlimited = new Descriptors(1_000_000, () -> 0);
    FloodGuard guard = new FloodGuard(any, CidrList.NONE, new LimitCounters(), unlimited);
    guard.start(loops.next());
    Channel listening =
        new Listeners(transport, loops, guard, ProxyHeaders.NONE)
            .visitors(new HostAndPort("127.0.0.1", 0), new Welcome())
            .sync()
            .channel();
    System.out.println("Listening on 127.0.0.1:" + Listeners.port(listening));
    new CountDownLatch(1).await();
  }

  private static final class Welcome extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext ctx) {
                  ctx.writeAndFlush(Unpooled.copiedBuffer("welcome", StandardCharsets.US_ASCII))
                      .addListener(written -> {});
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                  ctx.close().addListener(closed -> {});
                }
              });
    }
  }
}
