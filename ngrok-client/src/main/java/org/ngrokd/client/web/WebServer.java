package org.ngrokd.client.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.session.ClientThreads;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.web.PageConnections;
import org.ngrokd.kit.web.Router;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page and the API. It has an event loop of its own, so that nothing that is asked here
 * keeps the traffic waiting.
 */
public final class WebServer {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** Later agents look as far; more of them on one machine have addresses of their own. */
  private static final int PORTS_TRIED = 20;

  private static final int LAST_PORT = 65_535;

  private final EventLoopGroup loop;
  private final Channel listener;
  private final LiveFeed feed;
  private final HostAndPort asked;
  private final Optional<Owner> owner;

  private WebServer(
      EventLoopGroup loop,
      Channel listener,
      LiveFeed feed,
      HostAndPort asked,
      Optional<Owner> owner) {
    this.loop = loop;
    this.listener = listener;
    this.feed = feed;
    this.asked = asked;
    this.owner = owner;
  }

  /**
   * Starts serving, on the next free port if the address is taken. Not on an event loop.
   *
   * @param auth "user:password" that is asked for, or ""
   * @param state where its owner finds the secret by which orders are taken where the system does
   *     not tell users apart; empty: nowhere
   * @throws UserException when there is no free port, or the address is none of ours
   */
  public static WebServer start(
      HostAndPort address, String auth, Agent agent, ClientThreads threads, Optional<Path> state) {
    EventLoopGroup loop = threads.transport().eventLoops("ngrok-web", 1);
    LiveFeed feed = new LiveFeed(loop.next(), agent);
    Optional<Owner> owner =
        auth.isEmpty() ? Optional.of(new Owner(new OwnerSecret())) : Optional.empty();
    Router router = new Router(AgentError::failure);
    InspectorPage.addTo(router);
    new PageApi(agent).addTo(router);
    new AgentApi(agent, threads.lookups()).addTo(router);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(threads.transport().serverSocket())
            .childHandler(
                new WebPipeline(
                    PageGate.of(address.host(), auth),
                    owner,
                    router,
                    feed,
                    new WebPipeline.Shared(
                        new PageConnections(loop.next()),
                        new Workspace(agent.watched().exchanges().memory()))));
    try {
      Channel listener = bind(bootstrap, address);
      agent.watched().exchanges().watch(feed);
      WebServer server = new WebServer(loop, listener, feed, address, owner);
      owner.ifPresent(each -> server.publish(each.secret(), state));
      return server;
    } catch (UserException e) {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).addListener(done -> {});
      throw e;
    }
  }

  /** Without the file only those give orders whom the system knows. */
  private void publish(OwnerSecret secret, Optional<Path> state) {
    try {
      if (state.isPresent()) {
        secret.writeTo(state.get(), port());
      }
    } catch (IOException e) {
      LOG.info(
          "No secret for the API in {}: {}; orders are taken from this user's programs where the"
              + " system tells whose they are, or set inspect_auth",
          state.map(Path::toString).orElse(""),
          Failures.oneLine(e));
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
    if (owner.isPresent() && !bound().getAddress().isLoopbackAddress()) {
      warnings.add(
          "Anybody who reaches "
              + asked.host()
              + " can read what visitors send here; set inspect_auth:"
              + " user:password, or inspect_addr to 127.0.0.1");
    }
    return warnings;
  }

  /** Where it is: "http://127.0.0.1:4040". */
  public String url() {
    return "http://" + new HostAndPort(isAny() ? "127.0.0.1" : asked.host(), port());
  }

  /** As {@link #url}; where its owner is known by the secret alone, with it. Not for a log. */
  public String ownersUrl() {
    return owner
        .filter(each -> !each.isKnownBySystem())
        .map(each -> url() + "/#secret=" + each.secret().text())
        .orElseGet(this::url);
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
    owner.ifPresent(Owner::stop);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(done -> {});
  }
}
