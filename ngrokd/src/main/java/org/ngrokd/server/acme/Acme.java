package org.ngrokd.server.acme;

import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.acme.ca.Acme4jCa;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.ca.Solver;
import org.ngrokd.server.acme.challenge.AlpnChallenges;
import org.ngrokd.server.acme.challenge.ChallengeCertificate;
import org.ngrokd.server.acme.challenge.HttpChallenges;
import org.ngrokd.server.acme.dns.ChallengeZone;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.acme.order.Orders;
import org.ngrokd.server.acme.order.Pauses;
import org.ngrokd.server.acme.order.Renewals;
import org.ngrokd.server.acme.order.WeeklyBudget;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tls.NamedCertificates;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.streams.net.TlsVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets certificates by itself and keeps them good. Safe from any thread; {@link #look} blocks.
 *
 * <p>A certificate is ordered for the domain when the server starts, and for the name of an https
 * tunnel when it is opened; never because somebody asks for a name.
 */
public final class Acme implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Acme.class);

  private final String domain;
  private final Coverage coverage;
  private final Optional<ChallengeZone> zone;
  private final Clock clock;
  private final CertificateKeep keep;
  private final NamedCertificates named;
  private final HttpChallenges http = new HttpChallenges();
  private final AlpnChallenges alpn = new AlpnChallenges(ChallengeCertificate::context);
  private final ThreadPoolExecutor threads = threads();
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final Orders orders;
  private final Renewals renewals;

  /**
   * What the server is.
   *
   * @param domain the host of public URLs
   * @param oldest the oldest TLS version spoken
   * @param http whether visitors come by http
   * @param https whether visitors come by https
   */
  public record Place(String domain, TlsVersion oldest, boolean http, boolean https) {}

  private Acme(AcmeOptions options, Place place, CertificateKeep keep, Clock clock) {
    this.domain = place.domain();
    this.coverage = new Coverage(domain, options.dns().isPossible());
    this.zone = options.dns().answerAt().map(address -> new ChallengeZone(domain));
    this.clock = clock;
    this.keep = keep;
    this.named = new NamedCertificates(place.oldest());
    Ca ca =
        new Acme4jCa(
            options.ca(),
            keep.accountKey(options.ca().server().toString(), KeyKind.ECDSA_P256::newKeyPair),
            clock);
    this.orders =
        new Orders(
            ca,
            new OwnSolver(
                http, alpn, kinds(place), DnsProofs.of(domain, options.dns(), zone, clock)),
            new Orders.Limits(new Pauses(clock), new WeeklyBudget(clock)),
            threads,
            this::got);
    this.renewals = new Renewals(ca, this::renew, this::lapse, clock);
  }

  /** As many as there are orders at a time; they end when there is nothing to do. */
  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            10,
            10,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "certificates");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static Set<Solver.Kind> kinds(Place place) {
    Set<Solver.Kind> kinds = EnumSet.noneOf(Solver.Kind.class);
    if (place.http()) {
      kinds.add(Solver.Kind.HTTP);
    }
    if (place.https()) {
      kinds.add(Solver.Kind.ALPN);
    }
    return kinds;
  }

  /**
   * Takes up what is kept. Nothing is ordered yet.
   *
   * @throws org.ngrokd.kit.cli.UserException when it cannot be read
   */
  public static Acme open(AcmeOptions options, Place place, CertificateKeep keep, Clock clock) {
    Acme acme = new Acme(options, place, keep, clock);
    for (Kept each : keep.all()) {
      acme.use(each);
    }
    acme.preferWildcard();
    return acme;
  }

  private void use(Kept each) {
    kept.put(each.name(), each);
    for (String name : CertificateNames.of(each.identity().leaf())) {
      named.put(name.toLowerCase(Locale.ROOT), each.identity());
    }
  }

  /** Of what an earlier start got without a wildcard, something may be here, too. */
  private void preferWildcard() {
    Kept wildcard = kept.get(coverage.everything());
    if (wildcard != null && isGood(wildcard.identity())) {
      use(wildcard);
    }
  }

  /** The zone that the server answers for itself; empty: it does not. */
  public Optional<ChallengeZone> zone() {
    return zone;
  }

  /** What TLS goes on with, where there may be none yet for a name. */
  public Certificates over(Certificates own) {
    return new AcmeCertificates(
        named, alpn, name -> orders.underWay(coverage.of(name)), own, domain);
  }

  /** What a CA gets by http. */
  public Optional<String> file(String host, String target) {
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon >= 0 && host.indexOf(']', colon) < 0;
    String name = hasPort ? host.substring(0, colon) : host;
    boolean isIpv6 = name.startsWith("[") && name.endsWith("]");
    return http.find(isIpv6 ? name.substring(1, name.length() - 1) : name, target);
  }

  /** It listens: the domain's own certificate may be ordered. */
  public void begin() {
    want(domain);
  }

  /** A tunnel is open at this URL. */
  public void served(PublicUrl url) {
    if (url.protocol() == TunnelProtocol.HTTPS) {
      want(url.host());
    }
  }

  /** Sees to it that there is a certificate for a name that somebody has. */
  private void want(String name) {
    if (there(name).filter(this::isGood).isEmpty()) {
      var unused =
          orders.order(
              new Ca.Wanted(coverage.names(name), KeyKind.ECDSA_P256, Optional.empty()));
    } else {
      used(coverage.of(name));
    }
  }

  /** One for the name alone does not do where it is to have a wildcard. */
  private Optional<Identity> there(String name) {
    String keptBy = coverage.of(name);
    return keptBy.equals(name)
        ? named.find(name)
        : Optional.ofNullable(kept.get(keptBy)).map(Kept::identity);
  }

  private boolean isGood(Identity identity) {
    return clock.instant().isBefore(identity.leaf().getNotAfter().toInstant());
  }

  private void used(String name) {
    Kept known = kept.get(name);
    if (known != null) {
      kept.put(name, new Kept(name, known.identity(), clock.instant()));
      threads.execute(() -> keep.used(name, clock.instant()));
    }
  }

  private void got(Ca.Wanted wanted, Identity identity) {
    Kept certificate = new Kept(wanted.names().get(0), identity, clock.instant());
    use(certificate); // also when it cannot be kept
    LOG.info(
        "Certificate for {} from {}, valid until {}",
        String.join(", ", wanted.names()),
        identity.leaf().getIssuerX500Principal().getName(),
        identity.leaf().getNotAfter().toInstant());
    keep.put(certificate);
  }

  private CompletableFuture<Identity> renew(Kept each) {
    return orders.order(
        new Ca.Wanted(
            names(each),
            KeyKind.ECDSA_P256,
            Optional.of(each.identity())));
  }

  /** The one that it is kept by first, wherever it stands in the certificate. */
  private static List<String> names(Kept each) {
    Set<String> names = new LinkedHashSet<>();
    names.add(each.name());
    names.addAll(CertificateNames.of(each.identity().leaf()));
    return List.copyOf(names);
  }

  private void lapse(Kept each) {
    kept.remove(each.name());
    CertificateNames.of(each.identity().leaf()).forEach(named::remove);
    preferWildcard();
    keep.remove(each.name());
  }

  /**
   * Renews what is due. To be called every few minutes, not on an event loop: it asks the CA.
   *
   * @param isInUse whether somebody has a name now
   */
  public void look(Predicate<String> isInUse) {
    renewals.look(
        List.copyOf(kept.values()), name -> name.equals(coverage.of(domain)) || isInUse.test(name));
    want(domain);
  }

  /** The domain's certificate, while there is one. */
  public Optional<Identity> ofDomain() {
    return named.find(domain).filter(this::isGood);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
