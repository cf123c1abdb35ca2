package org.ngrokd.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.server.access.Sharing;
import org.ngrokd.server.cluster.Cluster;
import org.ngrokd.server.cluster.ClusterFigures;
import org.ngrokd.server.cluster.options.ClusterOptions;
import org.ngrokd.server.cluster.shares.SharedLimits;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.ListenerSource;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.server.tunnel.Directory;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.TcpPorts;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of several servers: a class that one alone does not load. */
final class ClusterWing implements AutoCloseable {
  /** Connections of other nodes, of which each has as many as event loops. */
  private static final int MOST_LINKS = 10_000;

  private static final String NODE = "node";

  /** Clients have a connection to the other server already; those that do not connect later. */
  private static final Duration GOING = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(ClusterWing.class);

  private final Cluster cluster;
  private final ClusterOptions options;
  private final SharedLimits limits;
  private Optional<TcpPorts> ports = Optional.empty(); // of the thread that starts the server

  private ClusterWing(Cluster cluster, ClusterOptions options) {
    this.cluster = cluster;
    this.options = options;
    this.limits = new SharedLimits(cluster.peers(), Ticker.systemTicker());
  }

  /** Nothing is asked yet. */
  static ClusterWing of(ServerOptions options, Clock clock) {
    ClusterOptions wanted = options.cluster().orElseThrow();
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
            core.options().domain(),
            core.names().tunnels(),
            network.relays(),
            network.guard().memory().budget(),
            network.loops(),
            isDraining,
            () -> core.people().holders().all().forEach(Holder::homesChanged)),
        address(bound));
    reception.begin(cluster.reception());
    core.names().affinity().beside(cluster.remembered());
    EventLoop loop = network.loops().next();
    limits.begin(
        (task, delay) -> {
          var unused = loop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        });
  }

  /** What accounts may use in all servers. */
  Sharing limits() {
    return limits;
  }

  /** Where others reach it: the port may be of the system's choice. */
  private HostAndPort at(BoundListeners bound) {
    int port = bound.address(NODE).map(HostAndPort::port).orElse(options.nodeAddr().port());
    return new HostAndPort(options.nodeAddr().host(), port);
  }

  private String address(BoundListeners bound) {
    return at(bound).toString();
  }

  /**
   * From now on others may send visitors, and names can be claimed.
   *
   * @param own opens ports here
   */
  void join(BoundListeners bound, TcpPorts own) {
    ports = Optional.of(cluster.ports(own));
    cluster.join(address(bound), clientAddr());
  }

  /** Where clients reach this one; "": nobody has said. */
  private String clientAddr() {
    return options.clientAddr().map(HostAndPort::toString).orElse("");
  }

  /** Where else clients may have their names. */
  Homes homes() {
    return cluster.homes();
  }

  /** This server is about to end: clients that can are to be at another one before. Waits. */
  void sendAway(Collection<Holder> holders) {
    List<Future<Boolean>> asked = holders.stream().map(Holder::leave).toList();
    long until = System.nanoTime() + GOING.toNanos();
    int gone = 0;
    for (Future<Boolean> going : asked) {
      long left = Math.max(0, Duration.ofNanos(until - System.nanoTime()).toMillis());
      gone += going.awaitUninterruptibly(left) && going.isSuccess() && going.getNow() ? 1 : 0;
    }
    LOG.info("{} of {} clients have gone to other servers", gone, asked.size());
  }

  /** Those of all servers' tcp tunnels; it has joined. */
  TcpPorts ports() {
    return ports.orElseThrow();
  }

  /** By which client ids are known; one for all nodes. */
  byte[] clientIdKey(byte[] own) {
    return cluster.secret("client-ids", own);
  }

  ClusterFigures figures() {
    return cluster.figures();
  }

  /** Has something to itself; false when another server has it. */
  CompletableFuture<Boolean> take(String what) {
    return cluster.take(what);
  }

  void giveBack(String what) {
    cluster.giveBack(what);
  }

  /** The other servers, to be asked. */
  Peers peers() {
    return cluster.peers();
  }

  @Override
  public void close() {
    limits.close();
    cluster.close();
  }
}
