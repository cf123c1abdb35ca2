package org.ngrokd.server.teams.site;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.web.PageConnections;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.teams.signin.SiteAddress;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.Transport;

/**
 * Serves the server's own pages on a Unix socket of this process. It has an event loop of its own,
 * so that nothing that is asked here keeps the traffic waiting.
 *
 * <p>Safe from any thread but its event loop.
 */
public final class Site implements AutoCloseable {
  /** Of a server's dashboard; more than a browser's seven for each of some people. */
  static final int MOST_CONNECTIONS = 256;

  private final SiteSocket socket;
  private final EventLoopGroup loop;
  private final ProxySource source;

  private Site(SiteSocket socket, EventLoopGroup loop, ProxySource source) {
    this.socket = socket;
    this.loop = loop;
    this.source = source;
  }

  /**
   * Where the pages are.
   *
   * @param isKnownToBrowsers whether https is served there with a certificate that browsers know
   * @param state where the socket's file is
   * @param trustedProxies peers of the edge that are believed when they say whom they stand for
   */
  public record Place(
      SiteAddress address,
      BooleanSupplier isKnownToBrowsers,
      StateDirectory state,
      Supplier<CidrList> trustedProxies) {}

  /**
   * Starts serving. Not on an event loop.
   *
   * @param budget what waiting bytes are charged to
   * @throws UserException when the socket cannot be made
   */
  public static Site start(Place place, Router router, MemoryBudget budget, Transport transport) {
    SiteSocket socket = SiteSocket.in(place.state());
    EventLoopGroup loop = transport.eventLoops("ngrokd-site", 1);
    SitePipeline pipeline =
        new SitePipeline(
            new SiteGate(place.address(), place.isKnownToBrowsers()),
            place.trustedProxies(),
            router,
            new PageConnections(loop.next(), MOST_CONNECTIONS),
            budget);
    String path = socket.file().toString();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(transport.unixServerSocket())
            .childHandler(pipeline)
            .bind(transport.unixAddress(path))
            .awaitUninterruptibly();
    Site site = new Site(socket, loop, new SiteSource(transport, path));
    if (!bound.isSuccess()) {
      site.close();
      throw new UserException(
          "The server's own pages cannot listen on "
              + path
              + ": "
              + Failures.oneLine(bound.cause()));
    }
    return site;
  }

  /** The way there, for the edge. */
  public ProxySource source() {
    return source;
  }

  /** Ends all of it. */
  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    socket.close();
  }
}
