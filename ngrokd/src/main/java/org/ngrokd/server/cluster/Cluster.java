package org.ngrokd.server.cluster;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.protocol.ProductVersion;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.cluster.etcd.EtcdEngine;
import org.ngrokd.server.cluster.join.Greetings;
import org.ngrokd.server.cluster.join.JoinCheck;
import org.ngrokd.server.cluster.links.Links;
import org.ngrokd.server.cluster.links.NodeTls;
import org.ngrokd.server.cluster.links.Reception;
import org.ngrokd.server.cluster.options.ClusterOptions;
import org.ngrokd.server.cluster.postgresql.PostgresEngine;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.tunnel.Directory;
import org.ngrokd.server.tunnel.SharedAffinity;
import org.ngrokd.server.tunnel.TcpPorts;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelMeter;
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

  /** That a node is gone is heard of; that one has come, or takes nobody any more, is not. */
  private static final Duration LOOK_FOR_OTHERS = Duration.ofSeconds(3);

  /** In a lease others are asked so often whether they go on together, while there is need. */
  private static final int ASKS = 20;

  private final Engine engine;
  private final Lease lease;
  private final Together.Own promises;
  private final ClusterDirectory directory;
  private final Whereabouts whereabouts;
  private final Nodes nodes;
  private final NodeQuestions questions;
  private final Clock clock;
  private final Map<String, Long> taken = new ConcurrentHashMap<>();
  private final Looks looks;
  private volatile Optional<Membership> membership = Optional.empty();
  private volatile Optional<Near> near = Optional.empty();

  /** What it works with of the server, and the way to other nodes. */
  private record Near(
      Surroundings server, NodeTls tls, Links links, RemoteTunnels tunnels, Standing standing) {}

  /**
   * What it works with of the server.
   *
   * @param domain the same for all
   * @param isDraining whether nobody new is taken
   * @param homesChanged is run when clients may go to other nodes than before
   */
  public record Surroundings(
      String domain,
      TunnelRegistry tunnels,
      ActiveRelays relays,
      MemoryBudget memory,
      GuardedEventLoops loops,
      BooleanSupplier isDraining,
      Runnable homesChanged) {}

  private volatile Optional<RemotePorts> ports = Optional.empty();
  private volatile Optional<Neighbours> neighbours = Optional.empty();
  private volatile String clientAddr = "";

  private Cluster(ClusterOptions options, Engine engine, Clock clock) {
    this.engine = engine;
    this.clock = clock;
    this.lease = new Lease(options.lease(), System::nanoTime);
    this.promises =
        new Together.Own(
            new Pledges(options.lease(), System::nanoTime),
            new Taken(options.lease(), System::nanoTime));
    this.directory = new ClusterDirectory(engine, lease, promises);
    this.whereabouts = new Whereabouts(engine, System::nanoTime);
    this.nodes = new Nodes(engine);
    this.questions = new NodeQuestions(nodes, this::isThisNode);
    this.looks = new Looks(lease, this::look, directory::lookWhoHasThem, this::lookAtPorts);
  }

  /**
   * It is not asked yet.
   *
   * @param teams has the database, where that is what they agree by
   * @throws UserException when there is none
   */
  public static Cluster of(ClusterOptions options, Optional<TeamsOptions> teams, Clock clock) {
    return new Cluster(options, engine(options, teams), clock);
  }

  private static Engine engine(ClusterOptions options, Optional<TeamsOptions> teams) {
    if (options.etcd().isEmpty() && teams.isEmpty()) {
      throw new UserException(
          "-cluster postgresql is the database of accounts, and there is none: let database.url in"
              + " the config file name it");
    }
    return options
        .etcd()
        .<Engine>map(EtcdEngine::at)
        .orElseGet(() -> PostgresEngine.at(teams.map(TeamsOptions::database).orElseThrow()));
  }

  /**
   * Looks whether a server could join. Waits.
   *
   * @param print takes lines for people
   * @return whether all is well
   * @throws UserException when it cannot even be tried
   */
  public static boolean check(
      ClusterOptions options, Optional<TeamsOptions> teams, String domain, Consumer<String> print) {
    try (Engine engine = engine(options, teams)) {
      engine.open();
      return JoinCheck.run(
          new JoinCheck.Place(domain, options.nodeAddr()),
          engine,
          () -> ClusterAuthority.of(engine, Clock.systemUTC()),
          print);
    }
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
    Links links = new Links(tls, WindowBudget.of(server.memory()), server.memory());
    RemoteTunnels remote =
        new RemoteTunnels(
            whereabouts,
            nodes,
            links,
            server.loops(),
            new RemoteTunnels.Here(this::isThisNode, server.tunnels()::held));
    RemoteHolders holders = new RemoteHolders(engine, nodes, questions);
    holders.answer(
        directory::holder, newer -> isThisNode(newer.to()) && directory.hasLetGo(newer.held()));
    directory.takenOver().by(holders::hasLetGo);
    directory.beside(holders::find);
    new Greetings(server.domain(), ProductVersion.of(Cluster.class), clock)
        .answer(questions.replying(), questions::askAt);
    questions.open(address, links, server.loops());
    near = Optional.of(new Near(server, tls, links, remote, standing(links, server.loops())));
    server.tunnels().beside(remote);
  }

  private Standing standing(Links links, GuardedEventLoops loops) {
    Roll roll = new Roll();
    EventLoop loop = loops.next(); // one link to each is enough
    Together together =
        new Together(
            lease,
            roll,
            promises,
            directory::taken,
            (node, question) -> links.ask(node, Together.WORD, question, loop));
    questions.answer(Together.WORD, together::word);
    return new Standing(lease, roll, promises.pledges(), together);
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
            new Own(here.server().tunnels()),
            here.server().relays(),
            here.server().memory(),
            WindowBudget.of(here.server().memory()),
            questions.replying());
    try {
      return reception.pipeline(here.tls());
    } catch (SSLException e) {
      throw new UserException("No TLS between nodes: " + e.getMessage());
    }
  }

  /** The tunnels that this node surely has. */
  private final class Own implements Reception.Tunnels {
    private final TunnelRegistry tunnels;

    Own(TunnelRegistry tunnels) {
      this.tunnels = tunnels;
    }

    @Override
    public Optional<Tunnel> find(String url, long epoch) {
      String key = RemoteTunnels.url(url).key();
      return tunnels
          .held(key)
          .filter(tunnel -> tunnel.url().toString().equals(url))
          .filter(tunnel -> directory.isHeld(key, epoch));
    }

    @Override
    public Optional<TunnelMeter> meter(Tunnel tunnel) {
      return tunnels.meter(tunnel);
    }
  }

  /** Ports of tcp tunnels, those of other nodes too. */
  public TcpPorts ports(TcpPorts own) {
    RemotePorts both =
        new RemotePorts(
            own,
            near.orElseThrow().tunnels()::ofPort,
            this::isThisNode,
            () -> engine.list(RemotePorts.BEGINNING));
    ports = Optional.of(both);
    return both;
  }

  /**
   * From now on this server is a node. Waits.
   *
   * @param address where others reach it
   * @param forClients where clients do; ""
   * @throws UserException when what they agree by does not answer
   */
  public void join(String address, String forClients) {
    Near here = near.orElseThrow();
    clientAddr = forClients;
    Function<String, NodeCard> card =
        id ->
            new NodeCard(
                id,
                address,
                here.server().tunnels().size(),
                here.server().isDraining().getAsBoolean(),
                forClients);
    Membership joining = new Membership(engine, here.standing(), directory, card);
    membership = Optional.of(joining);
    joining.start();
    Neighbours others = new Neighbours(engine, this::node, here.server().homesChanged());
    neighbours = Optional.of(others);
    engine.watch(new Heard(here));
    looks.start(LOOK_FOR_OTHERS, others::look);
    looks.often(lease.length().dividedBy(ASKS), here.standing().together()::look);
    LOG.info("In the cluster as node {} at {}", joining.node().orElse("?"), address);
  }

  private void look() {
    ports.ifPresent(RemotePorts::look);
    directory.takenOver().look();
  }

  private CompletableFuture<Void> lookAtPorts() {
    return ports
        .map(RemotePorts::lookAtAll)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private boolean isThisNode(String node) {
    return membership.flatMap(Membership::node).filter(node::equals).isPresent();
  }

  /**
   * Has something to itself, of which no other node has it until it is given back or this one dies.
   *
   * @return false when another one has it; fails when nobody knows
   */
  public CompletableFuture<Boolean> take(String what) {
    Optional<String> id = lease.node();
    return id.isEmpty()
        ? CompletableFuture.failedFuture(new EngineException("not in the cluster at the moment"))
        : engine
            .claim(new Wish(what, what, id.get(), id.get()))
            .thenApply(
                given -> {
                  given.ifPresent(each -> taken.put(what, each.epoch()));
                  return given.isPresent();
                });
  }

  /** Gives back what it had to itself. */
  public void giveBack(String what) {
    Long epoch = taken.remove(what);
    if (epoch != null) {
      var unused = engine.release(what, epoch).exceptionally(failure -> null);
    }
  }

  /** The random names and ports that clients had at any node. */
  public SharedAffinity remembered() {
    return new RememberedNames(engine);
  }

  /** The other nodes, to be asked. */
  public Peers peers() {
    return questions;
  }

  /** Where clients may have their names, as they are told. */
  public Homes homes() {
    boolean isLeaving = near.filter(each -> each.server().isDraining().getAsBoolean()).isPresent();
    return new Homes(
        clientAddr, neighbours.map(Neighbours::addresses).orElse(List.of()), isLeaving);
  }

  /** This server's node. */
  public Optional<String> node() {
    return membership.flatMap(Membership::node);
  }

  /** Figures of it. */
  public ClusterFigures figures() {
    return new ClusterFigures(
        lease.isHeld(),
        directory.grants().size(),
        whereabouts.size(),
        near.map(each -> each.links().size()).orElse(0),
        ports.map(RemotePorts::size).orElse(0));
  }

  /** Leaves, when no client is there any more. */
  @Override
  public void close() {
    looks.close();
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
      here.tunnels().held(held);
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
    public void came(String node) {
      membership.ifPresent(Membership::renewSoon);
    }

    @Override
    public void gone(String node) {
      membership.ifPresent(each -> each.gone(node));
      directory.takenOver().gone(node);
      whereabouts.gone(node);
      here.tunnels().gone(node);
      nodes.gone(node);
      here.links().gone(node);
      neighbours.ifPresent(Neighbours::look);
      ports.ifPresent(each -> each.gone(node));
    }

    @Override
    public void missed() {
      whereabouts.forgetAll();
      looks.missed();
    }

    @Override
    public void interrupted(String why) {
      looks.interrupted(why);
    }

    @Override
    public void resumed() {
      looks.resumed();
    }
  }
}
