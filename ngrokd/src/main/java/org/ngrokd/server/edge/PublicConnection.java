package org.ngrokd.server.edge;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.PeerAddress;
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

  /** At how many clients that share a name a visitor is tried. */
  private static final int MOST_TRIES = 3;

  private final Channel channel;
  private final ChannelEnd end;
  private final EndsMemory ends;
  private final TcpContext context;
  private final ConnectionLog log;
  private final Visit visit;
  private @Nullable PendingWay way;
  private @Nullable Holding memory;
  private int tries;
  private boolean joined;
  private boolean ended;
  private volatile Outcome outcome = Outcome.VISITOR_LEFT; // as long as there is no way

  /** Takes the channel over: from now on nothing is read but by the relay. */
  PublicConnection(Channel channel, TcpContext context, ConnectionLog log, Visit visit) {
    this.channel = channel;
    this.end = ChannelEnd.take(channel, StreamKind.TCP);
    this.ends = new EndsMemory(reason -> outOfMemory(), end);
    this.context = context;
    this.log = log;
    this.visit = visit;
  }

  /** Joins the visitor with the tunnel's client, if it is let in. */
  void join(Tunnel tunnel) {
    Refusal refusal = refusal(tunnel);
    if (refusal != null) {
      log.debug("Turned away: {} (peer {})", refusal, PeerAddress.of(channel));
      refused(refusal);
      endedUnjoined();
      end.reset();
      return;
    }
    open(tunnel);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              gaveUp();
              endedUnjoined();
            });
  }

  private void gaveUp() {
    if (way != null) {
      way.giveUp();
    }
    if (memory != null) {
      memory.look();
    }
  }

  private void open(Tunnel tunnel) {
    visit.judged(tunnel);
    tries++;
    Holding held =
        context.memory().budget().hold(ends, context.memory().owners(channel, tunnel.owners()));
    memory = held;
    Future<RelayEnd> opening = tunnel.open(PeerAddress.of(channel), channel.eventLoop());
    PendingWay pending = new PendingWay(opening, channel.eventLoop());
    way = pending;
    end.whenFinished(
        () -> {
          VisitorGate.finished(channel);
          pending.visitorFinished();
        });
    opening.addListener(
        (Future<RelayEnd> opened) -> {
          if (opened.isSuccess()) {
            relay(opened.getNow(), held);
          } else {
            log.debug("No way to the client: {}", Failures.oneLine(opened.cause()));
            held.end();
            openInstead(tunnel, opened);
          }
        });
  }

  /** Who shares the name may have a way. */
  private void openInstead(Tunnel failed, Future<RelayEnd> opened) {
    Optional<Tunnel> other =
        opened.isCancelled() || tries == MOST_TRIES || ended
            ? Optional.empty()
            : failed.source().instead();
    if (other.isPresent()) {
      open(other.get());
    } else {
      noWay(opened);
      end.reset();
    }
  }

  /** A trusted proxy that names no visitor must not be let in for whoever is behind it. */
  private @Nullable Refusal refusal(Tunnel tunnel) {
    if (VisitorGate.isUnnamed(channel) && tunnel.rules().hasLists()) {
      tellUnnamed(tunnel);
      return Refusal.UNNAMED_VISITOR;
    }
    boolean isLetIn =
        PeerAddress.socketAddress(channel) instanceof InetSocketAddress peer
            ? tunnel.rules().allows(peer.getAddress())
            : tunnel.rules().allow().isEmpty();
    if (!isLetIn) {
      return Refusal.ADDRESS;
    }
    return tunnel.source().isWell() ? null : Refusal.UNWELL;
  }

  private void tellUnnamed(Tunnel tunnel) {
    if (context.reports().reached(Limit.UNNAMED_VISITOR, PeerAddress.ip(channel))) {
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
    onLoop(() -> refused(Refusal.MEMORY));
    ends.resetAllBut(null);
  }

  private void relay(RelayEnd toClient, Holding memory) {
    ends.add(toClient);
    context.relays().started();
    Relay relay = Relay.of(end, toClient, memory, new Joined());
    if (!ended) {
      joined = true;
      outcome = Outcome.FINISHED;
      visit.joined();
      visit.copying(new CopiedByRelay(relay));
    }
    relay.start();
  }

  /** As who looks on sees it. */
  private record CopiedByRelay(Relay relay) implements EdgeEvents.Copied {
    @Override
    public long fromVisitor() {
      return relay.bytesFromOne();
    }

    @Override
    public long toVisitor() {
      return relay.bytesFromOther();
    }
  }

  /** Who has given it up himself was not refused. */
  private void noWay(Future<RelayEnd> opened) {
    if (!opened.isCancelled()) {
      refused(opened.cause() instanceof BusyException ? Refusal.BUSY : Refusal.CLIENT_AWAY);
    }
  }

  private void refused(Refusal why) {
    if (!ended) {
      outcome = Outcome.CUT;
      visit.refused(why, 0);
    }
  }

  private void endedUnjoined() {
    if (!joined && !ended) {
      ended = true;
      visit.ended(0, 0, outcome);
    }
  }

  private void endedJoined(long fromVisitor, long fromClient) {
    if (!ended) {
      ended = true;
      visit.ended(fromVisitor, fromClient, outcome);
    }
  }

  /** Where somebody listens, he is told on the visitor's event loop. */
  private void onLoop(Runnable told) {
    if (visit == Visit.NONE) {
      return;
    }
    EventLoop loop = channel.eventLoop();
    if (loop.inEventLoop()) {
      told.run();
    } else if (!loop.isShuttingDown()) {
      loop.execute(told);
    }
  }

  /** Hears of the relay, on the thread of one of its ends. */
  private final class Joined implements Relay.Listener {
    @Override
    public void broke(RelayEnd first) {
      if (outcome == Outcome.FINISHED) {
        outcome = first == end ? Outcome.VISITOR_LEFT : Outcome.SERVICE_BROKE;
      }
    }

    @Override
    public void ended(long fromVisitor, long fromClient) {
      context.relays().ended();
      log.debug("Ended: {} bytes in, {} bytes out", fromVisitor, fromClient);
      onLoop(() -> endedJoined(fromVisitor, fromClient));
    }
  }
}
