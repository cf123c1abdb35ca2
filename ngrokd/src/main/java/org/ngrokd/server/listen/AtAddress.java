package org.ngrokd.server.listen;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;

/**
 * A socket that is opened here and bound to an address.
 *
 * @param wanted an empty host means all addresses, port 0 any that is free
 */
public record AtAddress(HostAndPort wanted) implements ListenerSource {
  @Override
  public ChannelFactory<ServerChannel> sockets(Transport transport) {
    return new ReflectiveChannelFactory<>(transport.serverSocket());
  }

  @Override
  public ChannelFuture begin(AbstractBootstrap<?, ?> bootstrap) {
    return bootstrap.bind(
        wanted.host().isEmpty()
            ? new InetSocketAddress(wanted.port())
            : new InetSocketAddress(wanted.host(), wanted.port()));
  }

  @Override
  public HostAndPort address(Channel listening) {
    return new HostAndPort(wanted.host(), Listeners.port(listening));
  }

  @Override
  public String failure(String what, Throwable cause) {
    return BindFailure.line(what, wanted, cause);
  }
}
