package org.ngrokd.streams.service;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket of datagrams to whoever listens at a path, or at an abstract name ("@name"). */
final class NotifySocket implements AutoCloseable {
  /** A manager takes datagrams at once; one that does not is not waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);

  private final Channel channel;

  private NotifySocket(Channel channel) {
    this.channel = channel;
  }

  /** Opens one; empty when nobody listens there. Not on an event loop. */
  static Optional<NotifySocket> open(String address, EventLoop loop) {
    String path = address.startsWith("@") ? '\0' + address.substring(1) : address;
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainDatagramChannel.class)
            .handler(new Deaf())
            .connect(new DomainSocketAddress(path))
            .awaitUninterruptibly();
    if (connected.isSuccess()) {
      return Optional.of(new NotifySocket(connected.channel()));
    }
    LOG.warn(
        "The service manager does not listen at {}: {}",
        address,
        Failures.oneLine(connected.cause()));
    return Optional.empty();
  }

  /** Nothing is said to us. */
  private static final class Deaf extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.debug("Service manager: {}", Failures.oneLine(cause));
    }
  }

  /** Says something, and waits until it has arrived. */
  void send(String lines) {
    ChannelFuture sent = write(lines);
    if (!channel.eventLoop().inEventLoop() && !sent.awaitUninterruptibly(PATIENCE.toMillis())) {
      LOG.warn("The service manager does not listen");
    }
  }

  /** Says something. From any thread. */
  void post(String lines) {
    var unused = write(lines);
  }

  private ChannelFuture write(String lines) {
    return channel
        .writeAndFlush(Unpooled.copiedBuffer(lines, StandardCharsets.UTF_8))
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                LOG.debug("Not told to the service manager: {}", Failures.oneLine(sent.cause()));
              }
            });
  }

  @Override
  public void close() {
    channel.close().addListener(closed -> {});
  }
}
