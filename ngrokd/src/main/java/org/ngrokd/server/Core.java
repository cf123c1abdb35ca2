package org.ngrokd.server;

import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.AccountSources;
import org.ngrokd.server.access.Meters;
import org.ngrokd.server.access.Sharing;
import org.ngrokd.server.control.ClientIds;
import org.ngrokd.server.control.Identities;
import org.ngrokd.server.limits.Descriptors;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.ClientIdKey;
import org.ngrokd.server.tls.ServerTls;
import org.ngrokd.server.tunnel.AffinityCache;
import org.ngrokd.server.tunnel.AffinityFile;
import org.ngrokd.server.tunnel.ClaimedNames;
import org.ngrokd.server.tunnel.Directory;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.LocalDirectory;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.server.tunnel.UrlAssigner;
import org.ngrokd.streams.net.GuardedEventLoops;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.relay.ActiveRelays;

/**
 * What the parts of one server share, and what every server has: who is there, which names they
 * have, and what it all runs on. Nothing listens yet.
 *
 * <p>Safe from any thread, as each of them says.
 */
final class Core {
  private final ServerOptions options;
  private final LiveOptions live;
  private final LimitCounters limits = new LimitCounters();
  private final ServerTls tls;
  private final People people;
  private final Names names;
  private final Network network;
  private final Optional<ClusterWing> cluster;

  /**
   * Who may come, and who is there.
   *
   * @param meters of what passes, by account
   */
  record People(Holders holders, Meters meters, AccountSources accounts) {
    /** What was allowed may not be any more. */
    void accountsChanged() {
      holders.all().forEach(Holder::accountsChanged);
    }
  }

  /** Which names they have, and had. */
  record Names(
      TunnelRegistry tunnels,
      ClaimedNames claimed,
      AffinityCache affinity,
      AffinityFile affinityFile) {}

  /** What connections run on, and what is open. */
  record Network(
      GuardedEventLoops loops,
      FloodGuard guard,
      BoundListeners bound,
      Listeners listeners,
      ActiveRelays relays) {}

  /**
   * @param isCounted whether somebody wants to know what passes through each tunnel
   * @throws org.ngrokd.kit.cli.UserException when a file cannot be read
   */
  Core(ServerOptions options, Clock clock, BoundListeners bound, boolean isCounted) {
    this.options = options;
    this.live = new LiveOptions(options);
    this.cluster =
        options.cluster().isPresent()
            ? Optional.of(ClusterWing.of(options, clock))
            : Optional.empty();
    TunnelRegistry tunnels = isCounted ? TunnelRegistry.metered() : new TunnelRegistry();
    AffinityCache affinity = new AffinityCache();
    this.names =
        new Names(
            tunnels,
            new ClaimedNames(directory(), tunnels, () -> live.edge().pools()),
            affinity,
            affinityFile(options.state(), affinity));
    Meters meters = new Meters(Ticker.systemTicker(), limits, sharing());
    this.people =
        new People(new Holders(), meters, new AccountSources(options.policy().access(), meters));
    this.tls = CertificateChoice.of(options, clock);
    this.network = network(bound);
  }

  private Optional<Sharing> sharing() {
    return cluster.isPresent() ? Optional.of(cluster.get().limits()) : Optional.empty();
  }

  private Directory directory() {
    return cluster.isPresent() ? cluster.get().directory() : new LocalDirectory();
  }

  /** Where it is one of several. */
  Optional<ClusterWing> cluster() {
    return cluster;
  }

  private static AffinityFile affinityFile(ServerOptions.State state, AffinityCache affinity) {
    return new AffinityFile(
        state.affinityFile().orElseGet(() -> state.directory().file("affinity.tsv")), affinity);
  }

  private Network network(BoundListeners bound) {
    Transport transport = Transport.best();
    GuardedEventLoops loops =
        transport.eventLoops("ngrokd", Runtime.getRuntime().availableProcessors());
    FloodGuard guard =
        new FloodGuard(
            options.policy().floods(), live.trustedProxies(), limits, Descriptors.ofProcess());
    return new Network(
        loops,
        guard,
        bound,
        new Listeners(transport, loops, guard, live::headers),
        new ActiveRelays());
  }

  /** Those of the start. */
  ServerOptions options() {
    return options;
  }

  /** The options in force, which may change. */
  LiveOptions live() {
    return live;
  }

  /** What was refused, and why. */
  LimitCounters limits() {
    return limits;
  }

  /** The certificate of the domain. */
  ServerTls tls() {
    return tls;
  }

  People people() {
    return people;
  }

  Names names() {
    return names;
  }

  Network network() {
    return network;
  }

  /** How URLs begin and end, for each protocol that visitors can come by. */
  Map<TunnelProtocol, String> bases() {
    return network.bound().bases(options.domain(), options.addresses().vhost());
  }

  /** Decides which URL a client gets. */
  UrlAssigner urls() {
    return new UrlAssigner(
        options.domain(), bases(), names.affinity(), () -> ThreadLocalRandom.current().nextInt());
  }

  /** Knows clients again that were here before. */
  Identities identities() {
    byte[] own = ClientIdKey.load(options.state().directory(), ClientIds.KEY_BYTES);
    byte[] key = cluster.isPresent() ? cluster.get().clientIdKey(own) : own;
    return new Identities(people.accounts(), new ClientIds(key));
  }

  /** Where clients connect to. */
  String tunnelAddr() {
    HostAndPort tunnel = network.bound().address("tunnel").orElse(options.addresses().tunnel());
    return options.domain() + ":" + tunnel.port();
  }
}
