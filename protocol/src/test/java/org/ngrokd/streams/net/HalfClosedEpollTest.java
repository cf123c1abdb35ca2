package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** The fault that {@link KeptEpollRegistrations} is there for. */
class HalfClosedEpollTest {
  private static final int MUCH = 8 * 1024 * 1024;

  @Test
  void socketWhosePeerFinishedCanStillWriteMoreThanItsBufferHolds() throws Exception {
    assumeTrue(Epoll.isAvailable());
    EventLoopGroup loops = Transport.EPOLL.eventLoops("test", 1);
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channel(Transport.EPOLL.serverSocket())
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new SendsMuchOnceThePeerFinished());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    int port = ((InetSocketAddress) listening.localAddress()).getPort();

    try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), port)) {
      peer.shutdownOutput();

      assertThat(peer.getInputStream().readAllBytes()).hasSize(MUCH);
    } finally {
      loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).sync();
    }
  }

  private static final class SendsMuchOnceThePeerFinished extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        ctx.channel().config().setAutoRead(false);
        ctx.executor().execute(() -> sendMuch(ctx)); // once epoll was told of the change
      }
    }

    private static void sendMuch(ChannelHandlerContext ctx) {
      ByteBuf much = ctx.alloc().buffer(MUCH).writeZero(MUCH);
      ctx.writeAndFlush(much).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close().addListener(closed -> {});
    }
  }
}
