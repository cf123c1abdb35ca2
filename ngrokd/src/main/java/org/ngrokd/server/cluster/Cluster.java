package org.ngrokd.server.cluster;

import io.netty.channel.ChannelHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.etcd.EtcdEngine;
import org.ngrokd.server.cluster.links.Links;
import org.ngrokd.server.cluster.links.NodeTls;
import org.ngrokd.server.cluster.links.Reception;
import org.ngrokd.server.cluster.options.ClusterOptions;
import org.ngrokd.server.cluster.postgresql.PostgresEngine;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.tunnel.Directory;
import org.ngrokd.server.tunnel.TcpPorts;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.GuardedEventLoops;
import org.ngrokd.streams.relay.ActiveRelays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server as one of several. Made before anything listens; it {@link #open opens} what they
 * agree by, takes other nodes' streams ({@link #reception}), and {@link #join joins} when it can be
 * reached. Safe from any thread; what waits is never called on an event loop.
 */
public final class Cluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Engine engine;
  private final Lease lease;
  private final ClusterDirectory directory;
  private final Whereabouts whereabouts;
  private final Nodes nodes;
  private final Clock clock;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread named = new Thread(task, "ngrokd-cluster-looks");
            named.setDaemon(true);
            return named;
          });
  private volatile Optional<Membership> membership = Optional.empty();
  private volatile Optional<Near> near = Optional.empty();

  /** What it works with of the server, and the way to other nodes. */
  private record Near(Surroundings server, NodeTls tls, Links links, RemoteTunnels tunnels) {}

  /**
   * What it works with of the server.
   *
   * @param isDraining whether nobody new is taken
   */
  public record Surroundings(
      TunnelRegistry tunnels,
      ActiveRelays relays,
      MemoryBudget memory,
      GuardedEventLoops loops,
      BooleanSupplier isDraining) {}

  private volatile Optional<RemotePorts> ports = Optional.empty();

  private Cluster(ClusterOptions options, Engine engine, Clock clock) {
    this.engine = engine;
    this.clock = clock;
    this.lease = new Lease(options.lease(), System::nanoTime);
    this.directory = new ClusterDirectory(engine, lease);
    this.whereabouts = new Whereabouts(engine, System::nanoTime);
    this.nodes = new Nodes(engine);
  }

  /**
   * It is not asked yet.
   *
   * @param teams has the database, where that is what they agree by
   * @throws UserException when there is none
   */
  public static Cluster of(ClusterOptions options, Optional<TeamsOptions> teams, Clock clock) {
    Engine engine =
        options
            .etcd()
            .<Engine>map(EtcdEngine::at)
            .orElseGet(() -> PostgresEngine.at(teams.map(TeamsOptions::database).orElseThrow()));
    return new Cluster(options, engine, clock);
  }

  /** Who has which name. */
  public Directory directory() {
    return directory;
  }

  /**
   * Waits for what they agree by, and gets from it what all nodes have in common.
   *
   * @param address where others reach this one
   * @throws UserException when it does not answer
   */
  public void open(Surroundings server, String address) {
    engine.open();
    CertificateAuthority authority = Patience.ask(() -> ClusterAuthority.of(engine, clock));
    NodeTls tls = NodeTls.of(authority, address, clock);
    Links links = new Links(tls, WindowBudget.of(server.memory()));
    RemoteTunnels remote =
        new RemoteTunnels(whereabouts, nodes, links, server.loops(), this::isThisNode);
    near = Optional.of(new Near(server, tls, links, remote));
    server.tunnels().beside(remote);
  }

  /** A secret that all nodes have: this one's own, if nobody has come before. */
  public byte[] secret(String what, byte[] own) {
    String text = Base64.getEncoder().encodeToString(own);
    return Base64.getDecoder().decode(Patience.ask(() -> engine.keep(what, text)));
  }

  /** What awaits other nodes behind the socket where they reach this one. */
  public ChannelHandler reception() {
    Near here = near.orElseThrow();
    Reception reception =
        new Reception(
            this::own,
            here.server().relays(),
            here.server().memory(),
            WindowBudget.of(here.server().memory()));
    try {
      return reception.pipeline(here.tls());
    } catch (SSLException e) {
      throw new UserException("No TLS between nodes: " + e.getMessage());
    }
  }

  private Optional<Tunnel> own(String url, long epoch) {
    String key = RemoteTunnels.url(url).key();
    return near.orElseThrow()
        .server()
        .tunnels()
        .held(key)
        .filter(tunnel -> tunnel.url().toString().equals(url))
        .filter(tunnel -> directory.isHeld(key, epoch));
  }

  /** Ports of tcp tunnels, those of other nodes too. */
  public TcpPorts ports(TcpPorts own) {
    RemotePorts both = new RemotePorts(own, near.orElseThrow().tunnels(), this::isThisNode);
    ports = Optional.of(both);
    return both;
  }

  /**
   * From now on this server is a node. Waits.
   *
   * @param address where others reach it
   * @throws UserException when what they agree by does not answer
   */
  public void join(String address) {
    Near here = near.orElseThrow();
    Function<String, NodeCard> card =
        id ->
            new NodeCard(
                id,
                address,
                here.server().tunnels().size(),
                here.server().isDraining().getAsBoolean());
    Membership joining = new Membership(engine, lease, directory, card);
    membership = Optional.of(joining);
    try {
      joining.start();
    } catch (EngineException e) {
      throw new UserException("No cluster: " + e.getMessage());
    }
    engine.watch(new Heard(here));
    var unused =
        looks.scheduleWithFixedDelay(
            () -> ports.ifPresent(RemotePorts::look),
            LOOK.toMillis(),
            LOOK.toMillis(),
            TimeUnit.MILLISECONDS);
    LOG.info("In the cluster as node {} at {}", joining.node().orElse("?"), address);
  }

  private boolean isThisNode(String node) {
    return membership.flatMap(Membership::node).filter(node::equals).isPresent();
  }

  /** Those that live, as what they agree by says. */
  public CompletableFuture<List<NodeCard>> nodes() {
    return engine.nodes();
  }

  /** This server's node. */
  public Optional<String> node() {
    return membership.flatMap(Membership::node);
  }

  /** Figures of it. */
  public ClusterFigures figures() {
    return new ClusterFigures(
        lease.node().isPresent(),
        directory.grants().size(),
        whereabouts.size(),
        near.map(each -> each.links().size()).orElse(0),
        ports.map(RemotePorts::size).orElse(0));
  }

  /** Leaves, when no client is there any more. */
  @Override
  public void close() {
    looks.shutdownNow();
    ports.ifPresent(RemotePorts::close);
    membership.ifPresent(Membership::close);
    near.ifPresent(each -> each.links().close());
    engine.close();
  }

  /** Hears of changes, and tells those who know of names. */
  private final class Heard implements Engine.Changes {
    private final Near here;

    Heard(Near here) {
      this.here = here;
    }

    @Override
    public void held(Held held) {
      whereabouts.held(held);
      here.tunnels().changed(held.name());
      directory.held(held);
      ports.ifPresent(each -> each.held(held));
    }

    @Override
    public void freed(String name) {
      whereabouts.freed(name);
      here.tunnels().changed(name);
      ports.ifPresent(each -> each.freed(name));
    }

    @Override
    public void gone(String node) {
      whereabouts.gone(node);
      here.tunnels().gone(node);
      nodes.gone(node);
      here.links().gone(node);
      ports.ifPresent(each -> each.gone(node));
    }

    @Override
    public void missed() {
      whereabouts.forgetAll();
      var unused =
          engine
              .list(RemotePorts.BEGINNING)
              .thenAccept(all -> ports.ifPresent(each -> each.all(all)));
      directory.lookWhoHasThem();
    }
  }
}
