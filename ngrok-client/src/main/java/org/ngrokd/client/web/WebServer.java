package org.ngrokd.client.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.session.ClientThreads;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.protocol.cli.UserException;
import org.ngrokd.protocol.net.Failures;
import org.ngrokd.protocol.net.HostAndPort;

/**
 * Serves the page and the API. It has an event loop of its own, so that nothing that is asked here
 * keeps the traffic waiting.
 */
public final class WebServer {
  /** Later agents look as far; more of them on one machine have addresses of their own. */
  private static final int PORTS_TRIED = 20;

  private static final int LAST_PORT = 65_535;

  private final EventLoopGroup loop;
  private final Channel listener;
  private final LiveFeed feed;
  private final HostAndPort asked;
  private final boolean hasAuth;

  private WebServer(
      EventLoopGroup loop, Channel listener, LiveFeed feed, HostAndPort asked, boolean hasAuth) {
    this.loop = loop;
    this.listener = listener;
    this.feed = feed;
    this.asked = asked;
    this.hasAuth = hasAuth;
  }

  /**
   * Starts serving, on the next free port if the address is taken. Not on an event loop.
   *
   * @param auth "user:password" that is asked for, or ""
   * @throws UserException when there is no free port, or the address is none of ours
   */
  public static WebServer start(
      HostAndPort address, String auth, Agent agent, ClientThreads threads) {
    EventLoopGroup loop = threads.transport().eventLoops("ngrok-web", 1);
    LiveFeed feed = new LiveFeed(loop.next(), agent);
    Router router = new Router();
    PageFiles.addTo(router);
    new PageApi(agent).addTo(router);
    new AgentApi(agent, threads.lookups()).addTo(router);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(threads.transport().serverSocket())
            .childHandler(new WebPipeline(new Gate(address.host(), auth), router, feed));
    try {
      Channel listener = bind(bootstrap, address);
      agent.watched().exchanges().watch(feed);
      return new WebServer(loop, listener, feed, address, !auth.isEmpty());
    } catch (UserException e) {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).addListener(done -> {});
      throw e;
    }
  }

  private static Channel bind(ServerBootstrap bootstrap, HostAndPort address) {
    int last = Math.min(LAST_PORT, address.port() + PORTS_TRIED - 1);
    for (int port = address.port(); ; port++) {
      ChannelFuture bound = bootstrap.bind(new InetSocketAddress(address.host(), port));
      bound.awaitUninterruptibly();
      if (bound.isSuccess()) {
        return bound.channel();
      }
      Throwable cause = Failures.unwrapped(bound.cause());
      if (!isTaken(cause) || address.port() == 0 || port == last) {
        throw new UserException(
            "The web interface cannot listen on "
                + address
                + ": "
                + Failures.oneLine(cause)
                + "; the tunnels work without it. Set inspect_addr to another address, or to"
                + " disabled");
      }
    }
  }

  private static boolean isTaken(Throwable cause) {
    return cause instanceof BindException
        || String.valueOf(cause.getMessage()).contains("Address already in use");
  }

  /** What whoever started the client should know of it. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (port() != asked.port() && asked.port() != 0) {
      warnings.add(asked + " is taken; the web interface is on port " + port());
    }
    if (!hasAuth && !bound().getAddress().isLoopbackAddress()) {
      warnings.add(
          "Anybody who reaches "
              + asked.host()
              + " can read what visitors send here and open tunnels; set inspect_auth:"
              + " user:password, or inspect_addr to 127.0.0.1");
    }
    return warnings;
  }

  /** Where it is: "http://127.0.0.1:4040". */
  public String url() {
    return "http://" + new HostAndPort(isAny() ? "127.0.0.1" : asked.host(), port());
  }

  private boolean isAny() {
    return asked.host().equals("0.0.0.0") || asked.host().equals("::");
  }

  /** The port. */
  public int port() {
    return bound().getPort();
  }

  private InetSocketAddress bound() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Tells the open pages how the client fares. */
  public SessionEvents events() {
    return feed;
  }

  /** Ends all of it. */
  public void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(done -> {});
  }
}
