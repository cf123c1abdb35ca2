package org.ngrokd.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.access.AccessOptions;
import org.ngrokd.server.access.AccountSources;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.listen.ProxyHeaders;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.run.Teams;
import org.ngrokd.server.tls.ServerTls;
import org.ngrokd.streams.net.CidrList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options that are in force, of which some may change while the server runs. Whoever works with
 * them asks here each time. Safe from any thread.
 */
final class LiveOptions {
  private static final Logger LOG = LoggerFactory.getLogger(LiveOptions.class);

  private volatile ServerOptions now;
  private volatile ProxyHeaders headers;
  private volatile Optional<Parts> parts = Optional.empty();

  /**
   * What has to be told of a change.
   *
   * @param accountsChanged is run when the users of the file have
   */
  record Parts(
      FloodGuard guard,
      ServerTls tls,
      AccountSources accounts,
      Runnable accountsChanged,
      Supplier<Optional<Teams>> teams) {}

  LiveOptions(ServerOptions options) {
    this.now = options;
    this.headers = headers(options.policy().edge());
  }

  /** From now on these hear of changes. */
  void tell(Parts all) {
    parts = Optional.of(all);
  }

  ServerOptions now() {
    return now;
  }

  EdgePolicy edge() {
    return now.policy().edge();
  }

  ProxyHeaders headers() {
    return headers;
  }

  PortRanges tcpPorts() {
    return now.policy().access().tcpPorts();
  }

  CidrList trustedProxies() {
    return edge().forwarding().trustedProxies();
  }

  private static ProxyHeaders headers(EdgePolicy policy) {
    CidrList proxies = policy.forwarding().trustedProxies();
    boolean expected = policy.forwarding().proxyProtocol();
    if (expected && proxies.isEmpty()) {
      LOG.warn(
          "-proxyProtocol without -trustedProxies: whoever reaches the public ports can pretend to"
              + " be any address. Name the proxies, or let only them through the firewall");
    }
    return new ProxyHeaders(expected, proxies, policy.head().time());
  }

  /**
   * Prepares to take up of these what can be while the server runs: limits, how visitors are
   * treated, tcp ports, certificate and users with what is in their files, providers of OpenID
   * Connect. Reads files: not on an event loop.
   *
   * @return what takes them up; it cannot fail
   * @throws UserException when something is wrong; then nothing has changed
   * @throws org.ngrokd.certs.CertificateFileException the same of the certificate
   */
  Runnable prepare(ServerOptions wanted) {
    Parts told = parts.orElseThrow();
    List<Runnable> steps = new ArrayList<>();
    wanted.tls().files().ifPresent(files -> steps.add(told.tls().prepare(files)));
    Supplier<Boolean> users = told.accounts().prepare();
    steps.add(
        () -> {
          if (users.get()) {
            told.accountsChanged().run();
          }
        });
    if (told.teams().get().isPresent() && wanted.teams().isPresent()) {
      steps.add(told.teams().get().get().prepare(wanted.teams().get().providers()));
    }
    ServerOptions next = merged(wanted);
    steps.add(() -> take(next, told.guard()));
    return () -> steps.forEach(Runnable::run);
  }

  private void take(ServerOptions next, FloodGuard guard) {
    boolean isOther = !next.policy().edge().equals(edge());
    now = next;
    if (isOther) {
      headers = headers(next.policy().edge());
    }
    guard.change(next.policy().floods(), trustedProxies());
  }

  /** These as far as they can be taken up, otherwise those in force. */
  private ServerOptions merged(ServerOptions wanted) {
    ServerOptions old = now;
    ServerOptions.Tls tls =
        new ServerOptions.Tls(
            wanted.tls().files().or(old.tls()::files),
            old.tls().ownKey(),
            old.tls().oldest(),
            old.tls().acme());
    ServerOptions.Policy policy =
        new ServerOptions.Policy(
            wanted.policy().edge(),
            wanted.policy().floods(),
            new AccessOptions(
                old.policy().access().authFile(), wanted.policy().access().tcpPorts()),
            old.policy().mux(),
            old.policy().ssh());
    Optional<TeamsOptions> teams =
        old.teams()
            .map(
                before ->
                    new TeamsOptions(
                        before.database(),
                        wanted.teams().map(TeamsOptions::providers).orElse(before.providers()),
                        before.accounts()));
    return new ServerOptions(
        old.domain(),
        old.addresses(),
        tls,
        old.state(),
        policy,
        teams,
        old.telemetry(),
        old.cluster());
  }
}
