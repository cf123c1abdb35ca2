package org.ngrokd.server;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.admin.Peers;
import org.ngrokd.server.cluster.Cluster;
import org.ngrokd.server.cluster.ClusterFigures;
import org.ngrokd.server.cluster.options.ClusterOptions;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.ListenerSource;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.tunnel.Directory;
import org.ngrokd.server.tunnel.TcpPorts;
import org.ngrokd.streams.net.HostAndPort;

/** One of several servers: a class that one alone does not load. */
final class ClusterWing implements AutoCloseable, Peers {
  /** Connections of other nodes, of which each has as many as event loops. */
  private static final int MOST_LINKS = 10_000;

  private static final String NODE = "node";

  private final Cluster cluster;
  private final ClusterOptions options;

  private ClusterWing(Cluster cluster, ClusterOptions options) {
    this.cluster = cluster;
    this.options = options;
  }

  /** Nothing is asked yet. */
  static ClusterWing of(ServerOptions options, Clock clock) {
    ClusterOptions wanted = options.cluster().orElseThrow();
    if (wanted.etcd().isEmpty() && options.teams().isEmpty()) {
      throw new UserException(
          "-cluster postgresql is the database of accounts, and there is none: let database.url in"
              + " the config file name it");
    }
    return new ClusterWing(Cluster.of(wanted, options.teams(), clock), wanted);
  }

  Directory directory() {
    return cluster.directory();
  }

  /**
   * Waits for what the nodes agree by, and listens for them; no visitor and no client is there yet.
   */
  void open(Core core, BooleanSupplier isDraining) {
    Core.Network network = core.network();
    BoundListeners bound = network.bound();
    Listeners listeners = network.listeners();
    ListenerSource source = bound.at(NODE, options.nodeAddr());
    LateReception reception = new LateReception();
    bound.add(NODE, source, listeners.own(source, MOST_LINKS, reception));
    cluster.open(
        new Cluster.Surroundings(
            core.names().tunnels(),
            network.relays(),
            network.guard().memory().budget(),
            network.loops(),
            isDraining),
        address(bound));
    reception.begin(cluster.reception());
  }

  /** Where others reach it: the port may be of the system's choice. */
  private HostAndPort at(BoundListeners bound) {
    int port = bound.address(NODE).map(HostAndPort::port).orElse(options.nodeAddr().port());
    return new HostAndPort(options.nodeAddr().host(), port);
  }

  private String address(BoundListeners bound) {
    return at(bound).toString();
  }

  /** From now on others may send visitors, and clients may claim names. */
  void join(BoundListeners bound) {
    cluster.join(address(bound));
  }

  TcpPorts ports(TcpPorts own) {
    return cluster.ports(own);
  }

  /** By which client ids are known; one for all nodes. */
  byte[] clientIdKey(byte[] own) {
    return cluster.secret("client-ids", own);
  }

  ClusterFigures figures() {
    return cluster.figures();
  }

  @Override
  public CompletionStage<List<Peer>> all() {
    return cluster
        .nodes()
        .thenApply(
            all ->
                all.stream()
                    .map(
                        card ->
                            new Peer(
                                card.id(),
                                card.address(),
                                card.tunnels(),
                                card.isDraining(),
                                cluster.node().filter(card.id()::equals).isPresent()))
                    .toList());
  }

  @Override
  public void close() {
    cluster.close();
  }
}
