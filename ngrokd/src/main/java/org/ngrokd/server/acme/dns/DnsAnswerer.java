package org.ngrokd.server.acme.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.listen.AtAddress;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.DeadlineHandler;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.GuardedEventLoops;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The name server of the zone of challenges:
 *
 * <pre>
 *   UDP:            codec | role: QueryHandler
 *   TCP: deadline | codec | role: QueryHandler
 * </pre>
 *
 * <p>Datagrams have an event loop of their own, so that a flood of them takes nobody else's turn;
 * connections are guarded as those of clients.
 */
public final class DnsAnswerer implements AutoCloseable {
  /** The listeners' name, and their flag's. */
  public static final String NAME = "acmeDns";

  /** A query is shorter. */
  private static final int MOST_QUERY = 1024;

  /** For all that is asked on one connection. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(DnsAnswerer.class);

  private final GuardedEventLoops loop;

  private DnsAnswerer(GuardedEventLoops loop) {
    this.loop = loop;
  }

  /** Where it listens. */
  public record Place(HostAndPort wanted, BoundListeners bound, Listeners listeners) {}

  /**
   * Listens by UDP and TCP.
   *
   * @throws org.ngrokd.kit.cli.UserException when it cannot
   */
  public static DnsAnswerer start(ChallengeZone zone, Place place, FloodReports reports) {
    QueryHandler handler =
        new QueryHandler(new ZoneAnswers(zone), new QueryRate(reports, Ticker.systemTicker()));
    AtAddress source = new AtAddress(place.wanted());
    place.bound().add(NAME, source, place.listeners().clients(source, stream(handler)));
    int port = place.bound().address(NAME).orElse(place.wanted()).port();
    AtAddress same = new AtAddress(new HostAndPort(place.wanted().host(), port));
    Transport transport = Transport.best();
    DnsAnswerer answerer = new DnsAnswerer(transport.eventLoops("ngrokd-dns", 1));
    try {
      place
          .bound()
          .add(
              NAME,
              same,
              same.begin(
                  new Bootstrap()
                      .group(answerer.loop)
                      .channel(transport.datagrams())
                      .option(
                          ChannelOption.RECVBUF_ALLOCATOR,
                          new FixedRecvByteBufAllocator(MOST_QUERY))
                      .handler(datagrams(handler))));
    } catch (RuntimeException e) {
      answerer.close();
      throw e;
    }
    LOG.info(
        "Answers for the zone {}; the domain's own DNS needs this record once: {}",
        zone.name(),
        zone.delegation());
    return answerer;
  }

  private static ChannelHandler datagrams(QueryHandler handler) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel
            .pipeline()
            .addLast(new DatagramDnsQueryDecoder())
            .addLast(new DatagramDnsResponseEncoder())
            .addLast(HandlerNames.ROLE, handler);
      }
    };
  }

  private static ChannelHandler stream(QueryHandler handler) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        ConnectionLog log = ConnectionLog.next(ConnectionType.PUB);
        channel
            .pipeline()
            .addLast(
                HandlerNames.DEADLINE,
                new DeadlineHandler(DEADLINE, log, Level.DEBUG, "queries of DNS"))
            .addLast(new TcpDnsQueryDecoder(DnsRecordDecoder.DEFAULT, MOST_QUERY))
            .addLast(new TcpDnsResponseEncoder())
            .addLast(HandlerNames.ROLE, handler);
      }
    };
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
  }
}
