package org.ngrokd.server.teams.site;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.ngrokd.server.tunnel.Opening;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.relay.ChannelEnd;
import org.ngrokd.streams.relay.RelayEnd;
import org.ngrokd.streams.relay.StreamKind;

/**
 * The way to the server's own pages: a connection over their Unix socket, on the visitor's event
 * loop. For the edge they are a local service like any other. Immutable and safe from any thread.
 */
final class SiteSource implements ProxySource {
  private final Transport transport;
  private final String path;

  /**
   * @param path of the socket's file
   */
  SiteSource(Transport transport, String path) {
    this.transport = transport;
    this.path = path;
  }

  @Override
  public boolean believesForwarded() {
    return true;
  }

  @Override
  public Future<RelayEnd> open(Tunnel tunnel, String clientAddr, EventLoop preferred) {
    Promise<RelayEnd> opened = preferred.newPromise();
    preferred.execute(() -> connect(preferred, opened));
    return opened;
  }

  private void connect(EventLoop loop, Promise<RelayEnd> opened) {
    if (opened.isDone()) {
      return; // the visitor has left
    }
    new Bootstrap()
        .group(loop)
        .channel(transport.unixSocket())
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.AUTO_READ, false)
        .handler(new Failing())
        .connect(transport.unixAddress(path))
        .addListener(connected -> settle((ChannelFuture) connected, opened));
  }

  private static void settle(ChannelFuture connected, Promise<RelayEnd> opened) {
    if (connected.isSuccess()) {
      Opening.give(ChannelEnd.take(connected.channel(), StreamKind.TCP), opened);
    } else {
      opened.tryFailure(connected.cause());
    }
  }

  /** A pipeline of its own for failures; the end of a relay comes before it. */
  private static final class Failing extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(
              HandlerNames.FAILURES, new FailureHandler(ConnectionLog.next(ConnectionType.PRV)));
    }
  }
}
