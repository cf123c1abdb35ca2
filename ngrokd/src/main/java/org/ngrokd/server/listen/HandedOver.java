package org.ngrokd.server.listen;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;

/**
 * A socket that was bound elsewhere and is open in this process already: by whoever started it, or
 * by a process before it. From {@link #begin} on it is the listener's, which closes it; other
 * processes that have it open go on listening.
 *
 * @param descriptor the file descriptor's number
 */
public record HandedOver(int descriptor) implements ListenerSource {
  @Override
  public ChannelFactory<ServerChannel> sockets(Transport transport) {
    return () -> transport.takeOver(descriptor, Listeners.BACKLOG);
  }

  @Override
  public ChannelFuture begin(AbstractBootstrap<?, ?> bootstrap) {
    ChannelFuture registered = bootstrap.register();
    if (registered.isDone() && !registered.isSuccess()) {
      return registered; // it could not even be taken over
    }
    ChannelPromise listening = registered.channel().newPromise();
    registered.addListener(
        done -> {
          if (done.isSuccess()) {
            // a turn later, as when binding: the last handler is added in one of its own
            registered.channel().eventLoop().execute(listening::trySuccess);
          } else {
            listening.tryFailure(done.cause());
          }
        });
    return listening;
  }

  @Override
  public HostAndPort address(Channel listening) {
    InetSocketAddress bound = (InetSocketAddress) listening.localAddress();
    boolean isEverywhere = bound.getAddress().isAnyLocalAddress();
    return new HostAndPort(
        isEverywhere ? "" : bound.getAddress().getHostAddress(), bound.getPort());
  }

  @Override
  public String failure(String what, Throwable cause) {
    return "Cannot listen for %s connections on file descriptor %d: %s"
        .formatted(what, descriptor, Failures.oneLine(cause));
  }
}
