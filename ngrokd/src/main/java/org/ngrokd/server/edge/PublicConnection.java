package org.ngrokd.server.edge;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.relay.ActiveRelays;
import org.ngrokd.streams.relay.ChannelEnd;
import org.ngrokd.streams.relay.EndsMemory;
import org.ngrokd.streams.relay.Relay;
import org.ngrokd.streams.relay.RelayEnd;
import org.ngrokd.streams.relay.StreamKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A visitor's connection of which only the bytes matter: it waits for a way to the client and is
 * joined with it.
 *
 * <p>Confined to the event loop of its channel. Protocol: §5.
 */
final class PublicConnection {
  private static final Logger LOG = LoggerFactory.getLogger(PublicConnection.class);

  private final Channel channel;
  private final ChannelEnd end;
  private final EndsMemory ends;
  private final TcpServices services;
  private final ConnectionLog log;

  /** Takes the channel over: from now on nothing is read but by the relay. */
  PublicConnection(Channel channel, TcpServices services, ConnectionLog log) {
    this.channel = channel;
    this.end = ChannelEnd.take(channel, StreamKind.TCP);
    this.ends = new EndsMemory(reason -> outOfMemory(), end);
    this.services = services;
    this.log = log;
  }

  /** Joins the visitor with the tunnel's client, if it is let in. */
  void join(Tunnel tunnel) {
    if (!isLetIn(tunnel)) {
      log.debug("Address not allowed (peer {})", PeerAddress.of(channel));
      end.reset();
      return;
    }
    Holding memory =
        services.memory().budget().hold(ends, services.memory().owners(channel, tunnel.owners()));
    Future<RelayEnd> opening = tunnel.open(PeerAddress.of(channel), channel.eventLoop());
    PendingWay way = new PendingWay(opening, channel.eventLoop());
    end.whenFinished(
        () -> {
          VisitorGate.finished(channel);
          way.visitorFinished();
        });
    channel
        .closeFuture()
        .addListener(
            closed -> {
              way.giveUp();
              memory.look();
            });
    opening.addListener(
        (Future<RelayEnd> opened) -> {
          if (opened.isSuccess()) {
            relay(opened.getNow(), memory);
          } else {
            log.debug("No way to the client: {}", Failures.oneLine(opened.cause()));
            memory.end();
            end.reset();
          }
        });
  }

  /** A trusted proxy that names no visitor must not be let in for whoever is behind it. */
  private boolean isLetIn(Tunnel tunnel) {
    if (VisitorGate.isUnnamed(channel) && tunnel.rules().hasLists()) {
      tellUnnamed(tunnel);
      return false;
    }
    return PeerAddress.socketAddress(channel) instanceof InetSocketAddress peer
        ? tunnel.rules().allows(peer.getAddress())
        : tunnel.rules().allow().isEmpty();
  }

  private void tellUnnamed(Tunnel tunnel) {
    if (services.reports().reached(Limit.UNNAMED_VISITOR, PeerAddress.ip(channel))) {
      LOG.warn(
          "A connection to {} was broken off: the tunnel has lists of networks, and its sender {}"
              + " names no visitor. If that is a proxy of yours (-trustedProxies), make it send a"
              + " PROXY header (-proxyProtocol)",
          tunnel,
          PeerAddress.of(channel));
    }
  }

  private void outOfMemory() {
    log.debug("Cut: too much waits in memory (peer {})", PeerAddress.of(channel));
    ends.resetAllBut(null);
  }

  private void relay(RelayEnd toClient, Holding memory) {
    ActiveRelays relays = services.relays();
    ends.add(toClient);
    relays.started();
    Relay.join(
        end,
        toClient,
        memory,
        (fromVisitor, fromClient) -> {
          relays.ended();
          log.debug("Ended: {} bytes in, {} bytes out", fromVisitor, fromClient);
        });
  }
}
