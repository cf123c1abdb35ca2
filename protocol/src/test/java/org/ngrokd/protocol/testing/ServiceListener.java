package org.ngrokd.protocol.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ngrokd.streams.net.Transport;

/** Listens as systemd does for what its services say of themselves. */
public final class ServiceListener implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final EventLoopGroup loop = Transport.EPOLL.eventLoops("manager", 1);
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final Channel channel;
  private final String address;

  /**
   * Begins to listen.
   *
   * @param address a path, or "@" and an abstract name
   */
  public ServiceListener(String address) {
    this.address = address;
    String path = address.startsWith("@") ? '\0' + address.substring(1) : address;
    this.channel =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainDatagramChannel.class)
            .handler(
                new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                  @Override
                  protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket it) {
                    heard.add(it.content().toString(StandardCharsets.UTF_8));
                  }
                })
            .bind(new DomainSocketAddress(path))
            .syncUninterruptibly()
            .channel();
  }

  public String address() {
    return address;
  }

  /** The next that is said; "" when nothing is for a long time. */
  public String next() throws InterruptedException {
    String next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return next == null ? "" : next;
  }

  /** The next that is no sign of life. */
  public String nextNews() throws InterruptedException {
    String next = next();
    while (next.equals("WATCHDOG=1")) {
      next = next();
    }
    return next;
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
