package org.ngrokd.client.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ngrokd.streams.net.Transport;

/** Many connections that do next to nothing once they are there, from this process. */
final class IdleConnections implements AutoCloseable {
  /** How many are being made at a time. */
  private static final int AT_ONCE = 100;

  private static final long PATIENCE_SECONDS = 120;

  private final EventLoopGroup loop = Transport.best().eventLoops("idle", 1);
  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private final Semaphore places = new Semaphore(AT_ONCE);

  /**
   * Makes more of them, and returns when all are ready.
   *
   * @param port of loopback
   * @param handler makes what speaks on a connection; given what to run once it is ready
   */
  void open(int count, int port, Function<Runnable, ChannelHandler> handler)
      throws IOException, InterruptedException {
    CountDownLatch left = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("connections do not become ready");
      }
      Runnable ready =
          () -> {
            places.release();
            left.countDown();
          };
      connect(port, handler, ready);
    }
    if (!left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException(left.getCount() + " connections do not become ready");
    }
  }

  private void connect(int port, Function<Runnable, ChannelHandler> handler, Runnable ready) {
    new Bootstrap()
        .group(loop)
        .channel(Transport.best().socket())
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handler.apply(ready));
              }
            })
        .connect("127.0.0.1", port)
        .addListener((ChannelFuture connected) -> channels.add(connected.channel()));
  }

  /** How many are still open. */
  long open() {
    return channels.stream().filter(Channel::isActive).count();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
