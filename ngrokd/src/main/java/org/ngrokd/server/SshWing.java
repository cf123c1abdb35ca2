package org.ngrokd.server;

import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.SshStarts;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.ssh.SshContext;
import org.ngrokd.server.ssh.SshGateway;
import org.ngrokd.server.ssh.hostkeys.FilePlace;
import org.ngrokd.server.ssh.hostkeys.HostKeyPlace;
import org.ngrokd.server.ssh.hostkeys.HostKeys;
import org.ngrokd.server.ssh.hostkeys.SshFacts;
import org.ngrokd.server.teams.run.Teams;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SSH gateway of a server that has one: a class that others do not load. */
final class SshWing {
  /** The listener's name, and its flag's. */
  static final String SSH = "ssh";

  private static final Logger LOG = LoggerFactory.getLogger(SshWing.class);

  private final ServerOptions options;
  private final BoundListeners bound;
  private final HostKeys keys;
  private final SshGateway gateway;

  /**
   * What it shares with everybody else who opens tunnels.
   *
   * @param opener knows names and ports
   * @param guard of the whole server
   */
  record Shared(
      SshContext.People people,
      TunnelOpener opener,
      FloodGuard guard,
      SshContext.Visitors visitors) {}

  /** Where it listens, and on what it runs. */
  record Place(BoundListeners bound, Listeners listeners, EventExecutorGroup loops) {}

  private SshWing(ServerOptions options, Shared shared, Place place, HostKeys keys) {
    this.options = options;
    this.bound = place.bound();
    this.keys = keys;
    FloodGuard guard = shared.guard();
    SshContext context =
        new SshContext(
            new SshContext.Names(
                options.domain(),
                this::isOurDomain,
                bound.bases(options.domain(), options.addresses().vhost()).keySet()),
            shared.people(),
            shared.opener(),
            new SshContext.Limits(
                guard.clients(),
                new SshStarts(guard.reports(), () -> ThreadLocalRandom.current().nextDouble()),
                guard.tunnels(),
                guard.memory()),
            shared.visitors());
    this.gateway =
        SshGateway.of(options.policy().ssh(), context, keys, place.loops().next(), this::port);
  }

  /**
   * Makes it, its host keys too where there are none yet, and listens.
   *
   * @param teams where host keys are kept, too; empty: in the server's directory
   * @throws org.ngrokd.kit.cli.UserException when that cannot be done
   */
  static SshWing start(ServerOptions options, Shared shared, Place place, Optional<Teams> teams) {
    HostKeys keys = HostKeys.of(hostKeys(options, teams));
    SshWing wing = new SshWing(options, shared, place, keys);
    LOG.info(
        "SSH host keys: {}",
        keys.facts().stream()
            .map(fact -> fact.type() + " " + fact.fingerprint())
            .collect(Collectors.joining(", ")));
    if (shared.people().accounts().isOpen()) {
      LOG.warn(
          "Anybody who reaches the ssh gateway may open tunnels; -authFile or accounts make it ask"
              + " who comes");
    }
    options
        .policy()
        .ssh()
        .address()
        .map(address -> place.bound().at(SSH, address))
        .ifPresent(
            source ->
                place.bound().add(SSH, source, place.listeners().clients(source, wing.pipeline())));
    return wing;
  }

  private static HostKeyPlace hostKeys(ServerOptions options, Optional<Teams> teams) {
    return teams.isPresent() ? teams.get().hostKeys() : FilePlace.in(options.state().directory());
  }

  /** For the connections of clients, wherever they come. */
  ChannelHandler pipeline() {
    return gateway.pipeline();
  }

  /** What people have to know who come by it. */
  SshFacts facts() {
    return new SshFacts(options.domain() + ":" + port(), keys.facts());
  }

  /** On which people are told to come. */
  private int port() {
    return bound
        .address(SSH)
        .or(() -> bound.address(TunnelProtocol.HTTPS.wireName()))
        .map(HostAndPort::port)
        .orElse(0);
  }

  /** The domain, and what stands for it in URLs. */
  private boolean isOurDomain(String name) {
    Optional<String> vhost = options.addresses().vhost();
    return name.equals(options.domain())
        || vhost.map(SshWing::withoutPort).filter(name::equals).isPresent();
  }

  private static String withoutPort(String authority) {
    return authority.replaceFirst(":[0-9]+$", "");
  }

  void close() {
    gateway.close();
  }
}
