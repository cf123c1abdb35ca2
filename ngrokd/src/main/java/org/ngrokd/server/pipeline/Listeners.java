package org.ngrokd.server.pipeline;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import org.ngrokd.protocol.net.HostAndPort;
import org.ngrokd.protocol.net.Transport;

/** Opens listening sockets, all with the same options. */
public final class Listeners {
  private static final int BACKLOG = 4096;

  private final Transport transport;
  private final EventLoopGroup loops;

  public Listeners(Transport transport, EventLoopGroup loops) {
    this.transport = transport;
    this.loops = loops;
  }

  EventLoopGroup loops() {
    return loops;
  }

  /**
   * Listens for visitors: their connections may end one direction before the other.
   *
   * @param address an empty host means all addresses
   */
  public ChannelFuture visitors(HostAndPort address, ChannelHandler pipeline) {
    return bootstrap(pipeline)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .bind(socketAddress(address));
  }

  /** The same, but nobody is accepted before the channel's auto-read is turned on. */
  ChannelFuture visitorsLater(HostAndPort address, ChannelHandler pipeline) {
    return bootstrap(pipeline)
        .option(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .bind(socketAddress(address));
  }

  /** Listens for clients. */
  public ChannelFuture clients(HostAndPort address, ChannelHandler pipeline) {
    return bootstrap(pipeline).bind(socketAddress(address));
  }

  private ServerBootstrap bootstrap(ChannelHandler pipeline) {
    return new ServerBootstrap()
        .group(loops)
        .channel(transport.serverSocket())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childHandler(pipeline);
  }

  private static InetSocketAddress socketAddress(HostAndPort address) {
    return address.host().isEmpty()
        ? new InetSocketAddress(address.port())
        : new InetSocketAddress(address.host(), address.port());
  }

  /** The port that a listening channel got. */
  public static int port(Channel listening) {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }
}
