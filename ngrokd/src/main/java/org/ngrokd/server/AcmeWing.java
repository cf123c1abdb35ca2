package org.ngrokd.server;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.certs.Identity;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.acme.Acme;
import org.ngrokd.server.acme.dns.DnsAnswerer;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.FileKeep;
import org.ngrokd.server.edge.OwnFiles;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.teams.run.StoreKeep;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tls.PublicTrust;
import org.ngrokd.server.tls.ServerTls;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificates from a CA, for servers that want them: a class that others do not load. */
final class AcmeWing {
  /** Between two looks at what is to be renewed. */
  private static final Duration LOOK = Duration.ofMinutes(10);

  /** Until what was asked for by a command is done. */
  private static final Duration ASKED = Duration.ofSeconds(2);

  /** Until it is told what clients need, once there is a certificate. */
  private static final Duration TOLD = Duration.ofSeconds(1);

  /** Between two looks at what visitors are shown that a CA says of its certificates. */
  private static final Duration STAPLE = Duration.ofMinutes(1);

  /** After a failure a name is asked for again within so much of the end of its pause. */
  private static final Duration AGAIN = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(AcmeWing.class);

  private final Acme acme;
  private final CertificateKeep keep;
  private final ServerTls own;
  private final Certificates certificates;
  private final TunnelRegistry tunnels;
  private Optional<DnsAnswerer> answerer = Optional.empty();
  private Optional<Identity> seen = Optional.empty();
  private Optional<String> told = Optional.empty();

  private AcmeWing(Acme acme, CertificateKeep keep, ServerTls own, TunnelRegistry tunnels) {
    this.acme = acme;
    this.keep = keep;
    this.own = own;
    this.certificates = acme.over(own);
    this.tunnels = tunnels;
    tunnels.onServed(tunnel -> acme.served(tunnel.url()));
  }

  /**
   * Takes up what was got before.
   *
   * @param own what others get, and who asks for a name that has none yet
   * @param cluster where it is one of several
   */
  static AcmeWing of(
      ServerOptions options,
      ServerTls own,
      TunnelRegistry tunnels,
      Optional<ClusterWing> cluster,
      Clock clock) {
    Acme.Place place =
        new Acme.Place(
            options.domain(),
            options.tls().oldest(),
            options.addresses().http().isPresent(),
            options.addresses().https().isPresent(),
            own::isGivenFor,
            cluster.map(ClusterWing::peers));
    CertificateKeep keep = keep(options, cluster);
    Acme acme = Acme.open(options.tls().acme().orElseThrow(), place, keep, clock);
    return new AcmeWing(acme, keep, own, tunnels);
  }

  /** With the accounts, where they are in a database, or in files. */
  private static CertificateKeep keep(ServerOptions options, Optional<ClusterWing> cluster) {
    StateDirectory state = options.state().directory();
    if (options.teams().isPresent()) {
      return StoreKeep.open(options.teams().get().database(), state);
    }
    FileKeep files = FileKeep.in(state);
    return cluster.isPresent() ? new ClusterKeep(files, cluster.get()) : files;
  }

  /** What TLS goes on with on every listener. */
  Certificates certificates() {
    return certificates;
  }

  /** What the http port answers to a CA. */
  OwnFiles files() {
    return acme::file;
  }

  /** Whether browsers know the certificate of this name. */
  boolean isKnownToBrowsers(String host) {
    return acme.ofDomain()
        .filter(identity -> CertificateNames.matches(identity.leaf(), host))
        .filter(identity -> PublicTrust.trusts(identity.chain()))
        .isPresent();
  }

  /** Whether the domain has a certificate from a CA that is good now. */
  boolean hasDomain() {
    return acme.ofDomain().isPresent();
  }

  /**
   * The line that a client's config needs to trust the domain's certificate; empty while there is
   * none from a CA. Of a private one its last certificate is pinned: it survives renewals.
   */
  Optional<String> clientConfigLine() {
    return acme.ofDomain()
        .filter(
            identity -> !CertificateNames.of(identity.leaf()).stream().allMatch(own::isGivenFor))
        .map(Identity::chain)
        .map(AcmeWing::clientConfigLine);
  }

  private static String clientConfigLine(List<X509Certificate> chain) {
    return PublicTrust.trusts(chain)
        ? "trust_host_root_certs: true"
        : "server_fingerprint: \"" + Fingerprint.of(chain.get(chain.size() - 1)) + "\"";
  }

  /**
   * Listens for queries of DNS, where that is wanted.
   *
   * @throws org.ngrokd.kit.cli.UserException when it cannot
   */
  void listen(ServerOptions options, BoundListeners bound, Listeners listeners, FloodGuard guard) {
    Optional<HostAndPort> wanted = options.tls().acme().flatMap(each -> each.dns().answerAt());
    if (wanted.isPresent()) {
      answerer =
          acme.zone()
              .map(
                  zone ->
                      DnsAnswerer.start(
                          zone,
                          new DnsAnswerer.Place(wanted.get(), bound, listeners),
                          guard.reports()));
    }
  }

  /** It listens. */
  void begin(Housekeeping housekeeping) {
    acme.begin();
    tellClients();
    housekeeping.every(TOLD, this::tellClients);
    housekeeping.every(AGAIN, () -> acme.again(this::isInUse));
    housekeeping.every(STAPLE, acme::staple);
    housekeeping.every(LOOK, this::look);
    housekeeping.every(ASKED, () -> acme.doAsked(this::isInUse));
  }

  /** Once, when there is a certificate, and again when that is another CA's. */
  private synchronized void tellClients() {
    Optional<Identity> now = acme.ofDomain();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    Optional<String> line = clientConfigLine();
    if (line.isPresent() && !line.equals(told)) {
      told = line;
      LOG.info("A client's config needs now: {}", line.get());
    }
  }

  /** Looks now, on a thread of its own, what is to be renewed. */
  void look() {
    acme.look(this::isInUse);
  }

  private boolean isInUse(String name) {
    return tunnels.named(TunnelProtocol.HTTPS, name).isPresent();
  }

  void close() {
    acme.close();
    keep.close();
    answerer.ifPresent(DnsAnswerer::close);
  }
}
