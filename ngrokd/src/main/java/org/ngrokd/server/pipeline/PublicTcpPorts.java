package org.ngrokd.server.pipeline;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.ngrokd.server.edge.TcpContext;
import org.ngrokd.server.listen.AtAddress;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.tunnel.TcpPorts;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.HostAndPort;

/** Public TCP ports as sockets of ours. Safe from any thread. */
public final class PublicTcpPorts implements TcpPorts {
  private final Listeners listeners;
  private final String bindHost;
  private final TcpContext context;

  /**
   * @param bindHost the address to listen on, "" for all
   */
  public PublicTcpPorts(Listeners listeners, String bindHost, TcpContext context) {
    this.listeners = listeners;
    this.bindHost = bindHost;
    this.context = context;
  }

  @Override
  public Future<Listener> listen(int port) {
    Promise<Listener> listening = listeners.loops().next().newPromise();
    PublicTcpPipeline pipeline = new PublicTcpPipeline(context, listeners.news());
    listeners
        .visitorsLater(new AtAddress(new HostAndPort(bindHost, port)), pipeline)
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                listening.setSuccess(new Open(bound.channel(), pipeline, listeners));
              } else {
                listening.setFailure(bound.cause());
              }
            });
    return listening;
  }

  private record Open(Channel channel, PublicTcpPipeline pipeline, Listeners listeners)
      implements Listener {
    @Override
    public int port() {
      return Listeners.port(channel);
    }

    @Override
    public void serve(Tunnel tunnel) {
      pipeline.serve(tunnel);
      listeners.accept(channel);
    }

    @Override
    public void close(Runnable done) {
      channel.close().addListener(closed -> done.run());
    }
  }
}
