package org.ngrokd.server.pipeline;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ngrokd.server.edge.TcpContext;
import org.ngrokd.server.listen.AtAddress;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.ListenerSource;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.tunnel.Served;
import org.ngrokd.server.tunnel.TcpPorts;
import org.ngrokd.streams.net.HostAndPort;

/** Public TCP ports as sockets of ours. Safe from any thread. */
public final class PublicTcpPorts implements TcpPorts {
  /** What their sockets are called where they are handed over. */
  public static final String TCP = "tcp";

  private final Listeners listeners;
  private final BoundListeners bound;
  private final String bindHost;
  private final TcpContext context;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();

  /**
   * @param bound knows which sockets were handed over
   * @param bindHost the address to listen on, "" for all
   */
  public PublicTcpPorts(
      Listeners listeners, BoundListeners bound, String bindHost, TcpContext context) {
    this.listeners = listeners;
    this.bound = bound;
    this.bindHost = bindHost;
    this.context = context;
  }

  @Override
  public Future<Listener> listen(int port) {
    Promise<Listener> listening = listeners.loops().next().newPromise();
    PublicTcpPipeline pipeline = new PublicTcpPipeline(context, listeners.news());
    listeners
        .visitorsLater(source(port), pipeline)
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                keep(done.channel());
                listening.setSuccess(new Open(done.channel(), pipeline, listeners));
              } else {
                listening.setFailure(done.cause());
              }
            });
    return listening;
  }

  /** Any free port is none that was handed over: those are for who had them. */
  private ListenerSource source(int port) {
    HostAndPort wanted = new HostAndPort(bindHost, port);
    return port == 0 ? new AtAddress(wanted) : bound.at(TCP, wanted);
  }

  private void keep(Channel listening) {
    open.add(listening);
    listening.closeFuture().addListener(closed -> open.remove(listening));
  }

  /** Those that are open now. */
  public List<BoundListeners.Open> open() {
    return open.stream()
        .map(
            each ->
                new BoundListeners.Open(TCP, new HostAndPort(bindHost, Listeners.port(each)), each))
        .toList();
  }

  /** Lets no new visitors in; tunnels and who is there stay. Not on an event loop. */
  public void close() {
    open.forEach(each -> each.close().awaitUninterruptibly());
  }

  private record Open(Channel channel, PublicTcpPipeline pipeline, Listeners listeners)
      implements Listener {
    @Override
    public int port() {
      return Listeners.port(channel);
    }

    @Override
    public void serve(Served served) {
      pipeline.serve(served);
      listeners.accept(channel);
    }

    @Override
    public void close(Runnable done) {
      channel.close().addListener(closed -> done.run());
    }
  }
}
