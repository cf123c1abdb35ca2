package org.ngrokd.client.dial;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;

/** Opens connections: looks the name up and tries its addresses in turn. Any thread. */
public final class Dialer {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final InetAddress IPV4 = NetUtil.LOCALHOST4;
  private static final InetAddress IPV6 = NetUtil.LOCALHOST6;

  private final Transport transport;
  private final NameLookup names;

  /** Ports of this computer where a service was last found at ::1 only. */
  private final Set<Integer> atIpv6 = ConcurrentHashMap.newKeySet();

  public Dialer(Transport transport, NameLookup names) {
    this.transport = transport;
    this.names = names;
  }

  /**
   * Connects to a local service: its connection may end one direction before the other. Nothing is
   * read before auto-read is turned on.
   *
   * @param loop the event loop that the connection gets
   */
  public Future<Channel> dialLocal(HostAndPort to, EventLoop loop, ChannelHandler pipeline) {
    return dial(to, loop, address -> connectLocal(address, loop, pipeline));
  }

  /**
   * Connects to a service on this computer, at whichever of its loopback addresses one listens; as
   * {@link #dialLocal}. Where it was found last is tried first.
   */
  public Future<Channel> dialLoopback(int port, EventLoop loop, ChannelHandler pipeline) {
    boolean isAtIpv6 = atIpv6.contains(port);
    InetAddress first = isAtIpv6 ? IPV6 : IPV4;
    InetAddress second = isAtIpv6 ? IPV4 : IPV6;
    Promise<Channel> dialed = loop.newPromise();
    loop.execute(
        () ->
            connectLocal(new InetSocketAddress(first, port), loop, pipeline)
                .addListener(
                    (Future<Channel> connected) -> {
                      if (connected.isSuccess()) {
                        dialed.setSuccess(connected.getNow());
                      } else {
                        dialOther(new InetSocketAddress(second, port), loop, pipeline, dialed);
                      }
                    }));
    return dialed;
  }

  /** A service that is at neither address is told with the one that is written everywhere. */
  private void dialOther(
      InetSocketAddress other, EventLoop loop, ChannelHandler pipeline, Promise<Channel> dialed) {
    loop.execute(
        () ->
            connectLocal(other, loop, pipeline)
                .addListener(
                    (Future<Channel> connected) -> {
                      if (connected.isSuccess()) {
                        found(other);
                        dialed.setSuccess(connected.getNow());
                      } else {
                        dialed.setFailure(
                            new ConnectException(
                                "Connection refused: 127.0.0.1:" + other.getPort()));
                      }
                    }));
  }

  private void found(InetSocketAddress address) {
    if (address.getAddress().equals(IPV6)) {
      atIpv6.add(address.getPort());
    } else {
      atIpv6.remove(address.getPort());
    }
  }

  /** By hand: a {@link Bootstrap} for each visitor costs more than the connection does. */
  private Future<Channel> connectLocal(
      InetSocketAddress address, EventLoop loop, ChannelHandler pipeline) {
    Channel channel;
    try {
      channel = transport.newSocket(address.getAddress());
    } catch (ChannelException e) { // too many open files
      return loop.newFailedFuture(e);
    }
    channel.config().setAutoRead(false);
    channel.config().setConnectTimeoutMillis((int) TIMEOUT.toMillis());
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.pipeline().addLast(pipeline);
    Promise<Channel> dialed = loop.newPromise();
    loop.register(channel)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                channel
                    .connect(address)
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)
                    .addListener(connected -> settle(dialed, (ChannelFuture) connected));
              } else {
                dialed.setFailure(registered.cause());
              }
            });
    return dialed;
  }

  /**
   * Connects to a local service on a Unix domain socket; as {@link #dialLocal}.
   *
   * @param path of the socket's file
   */
  public Future<Channel> dialUnix(String path, EventLoop loop, ChannelHandler pipeline) {
    Promise<Channel> dialed = loop.newPromise();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(transport.unixSocket())
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.AUTO_READ, false)
            .handler(pipeline);
    SocketAddress address = transport.unixAddress(path);
    loop.execute(
        () ->
            bootstrap
                .connect(address)
                .addListener(connected -> settle(dialed, (ChannelFuture) connected)));
    return dialed;
  }

  private static Future<Channel> connected(EventLoop loop, ChannelFuture connecting) {
    Promise<Channel> dialed = loop.newPromise();
    connecting.addListener(connected -> settle(dialed, (ChannelFuture) connected));
    return dialed;
  }

  private static void settle(Promise<Channel> dialed, ChannelFuture connected) {
    if (connected.isSuccess()) {
      dialed.setSuccess(connected.channel());
    } else {
      dialed.setFailure(connected.cause());
    }
  }

  /** Connects to the server. Nothing is read before auto-read is turned on. */
  public Future<Channel> dialServer(HostAndPort to, EventLoop loop, ChannelHandler pipeline) {
    return dial(
        to, loop, address -> connected(loop, bootstrap(address, loop, pipeline).connect(address)));
  }

  /**
   * Connects to a proxy before the server. The server's name is left to the proxy to look up.
   *
   * @param pipeline makes the pipeline for an address of the proxy; it has to hold Netty's handler
   *     for such proxies
   */
  public Future<Channel> dialThrough(
      HostAndPort proxy,
      HostAndPort to,
      EventLoop loop,
      Function<InetSocketAddress, ChannelHandler> pipeline) {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved(to.host(), to.port());
    return dial(
        proxy,
        loop,
        address ->
            connected(
                loop,
                bootstrap(address, loop, pipeline.apply(address))
                    .disableResolver()
                    .connect(unresolved)));
  }

  private Bootstrap bootstrap(InetSocketAddress address, EventLoop loop, ChannelHandler pipeline) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(() -> transport.newSocket(address.getAddress()))
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) TIMEOUT.toMillis())
        .option(ChannelOption.AUTO_READ, false)
        .handler(pipeline);
  }

  private Future<Channel> dial(HostAndPort lookedUp, EventLoop loop, Attempt attempt) {
    Promise<Channel> dialed = loop.newPromise();
    names
        .lookUp(lookedUp, loop)
        .addListener(
            (Future<List<InetSocketAddress>> found) -> {
              if (found.isSuccess()) {
                tryNext(loop, attempt, found.getNow().iterator(), dialed);
              } else {
                dialed.setFailure(found.cause());
              }
            });
    return dialed;
  }

  /** One try with one address. */
  private interface Attempt {
    Future<Channel> connect(InetSocketAddress address);
  }

  /**
   * As a task: a socket that is made while the event loop goes through what epoll told it may get
   * the number of one that was closed a moment ago, and then an event that is not meant for it.
   */
  private static void tryNext(
      EventLoop loop,
      Attempt attempt,
      Iterator<InetSocketAddress> addresses,
      Promise<Channel> dialed) {
    loop.execute(() -> tryNow(loop, attempt, addresses, dialed));
  }

  private static void tryNow(
      EventLoop loop,
      Attempt attempt,
      Iterator<InetSocketAddress> addresses,
      Promise<Channel> dialed) {
    attempt
        .connect(addresses.next())
        .addListener(
            (Future<Channel> connected) -> {
              if (connected.isSuccess()) {
                dialed.setSuccess(connected.getNow());
              } else if (addresses.hasNext()) {
                tryNext(loop, attempt, addresses, dialed);
              } else {
                dialed.setFailure(connected.cause());
              }
            });
  }
}
