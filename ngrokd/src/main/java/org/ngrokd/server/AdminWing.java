package org.ngrokd.server;

import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.ngrokd.protocol.ProductVersion;
import org.ngrokd.server.admin.AdminServer;
import org.ngrokd.server.admin.AdminSocket;
import org.ngrokd.server.admin.NoOrders;
import org.ngrokd.server.admin.Orders;
import org.ngrokd.server.admin.Subjects;
import org.ngrokd.server.edge.CountedVisits;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.TunnelMeters;
import org.ngrokd.streams.net.Transport;

/** The socket for whoever looks after the server, and what they are told by it. */
final class AdminWing implements AutoCloseable {
  private final Instant since = Instant.now();
  private final ServerOptions options;
  private final Shared shared;
  private Optional<AdminSocket> socket = Optional.empty();
  private Optional<AdminSocket.Answerer> answerer = Optional.empty();
  private volatile Optional<Supplier<Orders>> orders = Optional.empty();

  /**
   * What of the server can be looked at.
   *
   * @param isDraining whether nobody new is taken
   * @param peers the servers of the cluster; empty: it is alone
   */
  record Shared(
      Present present,
      FloodGuard guard,
      LimitCounters limits,
      BoundListeners bound,
      BooleanSupplier isDraining,
      Optional<Peers> peers) {}

  /** Who is there. */
  record Present(Holders holders, TunnelMeters tunnels, CountedVisits visits) {}

  AdminWing(ServerOptions options, Shared shared) {
    this.options = options;
    this.shared = shared;
  }

  /**
   * Begins to listen. Not on an event loop.
   *
   * @param loop waits for connections
   */
  void listen(EventLoop loop) {
    socket = AdminSocket.listen(options.state().directory(), loop, Transport.best(), this::server);
    if (shared.peers().isPresent()) {
      answer(shared.peers().get());
    }
  }

  /** What other servers ask on behalf of who looks after them. */
  private void answer(Peers peers) {
    for (String kind : AdminSocket.questions()) {
      peers.answer(kind, question -> server().answer(kind, question));
    }
  }

  /** For the first who comes; by its own type it would be loaded when that is asked for. */
  private synchronized AdminSocket.Answerer server() {
    AdminSocket.Answerer there = answerer.orElseGet(this::newServer);
    answerer = Optional.of(there);
    return there;
  }

  private AdminSocket.Answerer newServer() {
    return new AdminServer(
        Transport.best(),
        shared.guard().memory().budget(),
        new Subjects(
            shared.present().holders(),
            shared.present().tunnels(),
            shared.present().visits(),
            new Subjects.Figures(shared.guard(), shared.limits(), this::facts, shared.peers()),
            () -> orders.map(Supplier::get).orElseGet(NoOrders::new)));
  }

  /**
   * Who carries orders out.
   *
   * @param carrier made when somebody gives the first one
   */
  void obey(Supplier<Orders> carrier) {
    orders = Optional.of(carrier);
  }

  private Subjects.Facts facts() {
    return new Subjects.Facts(
        ProductVersion.of(AdminWing.class),
        since,
        options.domain(),
        shared.bound().addresses(),
        options.state().directory().toString(),
        shared.isDraining().getAsBoolean());
  }

  @Override
  public synchronized void close() {
    socket.ifPresent(AdminSocket::close);
    answerer.ifPresent(AdminSocket.Answerer::close);
  }
}
