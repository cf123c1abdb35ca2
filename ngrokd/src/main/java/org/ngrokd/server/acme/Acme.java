package org.ngrokd.server.acme;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
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
import org.ngrokd.server.acme.ocsp.Stapler;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.acme.order.OrderLimits;
import org.ngrokd.server.acme.order.Orders;
import org.ngrokd.server.acme.order.PublicNames;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.TlsVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets certificates by itself and keeps them good. Safe from any thread; {@link #doAsked} blocks.
 *
 * <p>A certificate is ordered for the domain when the server starts, and for the name of an https
 * tunnel when it is opened; never because somebody asks for a name.
 */
public final class Acme implements AutoCloseable {
  /** Between two looks at what another server, which asks for the same name, has got. */
  private static final Duration OTHERS = Duration.ofSeconds(2);

  private static final Duration STOPPING = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(Acme.class);

  private final Place place;
  private final Coverage coverage;
  private final Optional<ChallengeZone> zone;
  private final CertificateKeep keep;
  private final HeldCertificates held;
  private final Stapler stapler;
  private final HttpChallenges http = new HttpChallenges();
  private final AlpnChallenges alpn = new AlpnChallenges(ChallengeCertificate::context);
  private final ExecutorService threads = AcmeThreads.start();
  private final AtomicBoolean isLooking = new AtomicBoolean();
  private final AtomicBoolean isStapling = new AtomicBoolean();
  private final OrderLimits limits;
  private final Stock stock;
  private final Orders orders;
  private final WantedNames wanted;
  private final Upkeep upkeep;
  private final Optional<ManyServers> others;

  /**
   * What the server is.
   *
   * @param domain the host of public URLs
   * @param oldest the oldest TLS version spoken
   * @param http whether visitors come by http
   * @param https whether visitors come by https
   * @param isGiven names for which there is a certificate that was not got here: it is shown, and
   *     no other one is ordered
   * @param others the servers of its cluster; empty: it is alone
   */
  public record Place(
      String domain,
      TlsVersion oldest,
      boolean http,
      boolean https,
      Predicate<String> isGiven,
      Optional<Peers> others) {}

  private Acme(AcmeOptions options, Place place, CertificateKeep keep, Clock clock) {
    this.place = place;
    this.others = place.others().map(ManyServers::new);
    this.coverage = new Coverage(place.domain(), options.dns().isPossible());
    this.zone = options.dns().answerAt().map(address -> new ChallengeZone(place.domain()));
    this.keep = keep;
    this.stapler = new Stapler(clock);
    this.held = new HeldCertificates(place.oldest(), options.alsoRsa(), stapler);
    this.limits = new OrderLimits(clock, keep.notes());
    this.stock = new Stock(held, keep, coverage, clock, threads);
    Ca ca =
        new Acme4jCa(
            options.ca(),
            keep.accountKey(options.ca().server().toString(), KeyKind.ECDSA_P256::newKeyPair),
            clock);
    Set<Solver.Kind> served = kinds(place);
    WantedNames.Singles singles = new WantedNames.Singles(!served.isEmpty());
    DnsProofs dns = DnsProofs.of(place.domain(), options.dns(), zone, clock);
    this.orders =
        new Orders(
            new SharedCa(ca, keep, clock, OTHERS),
            solver(new OwnSolver(http, alpn, served, dns, singles::has)),
            limits,
            threads,
            this::got);
    this.wanted = new WantedNames(coverage, keys(options), stock, orders, singles);
    SharedCertificates shared = new SharedCertificates(held, keep);
    others.ifPresent(all -> hear(all, shared));
    this.upkeep = new Upkeep(ca, new Upkeep.Certified(held, shared, stock), orders, clock);
  }

  private Solver solver(OwnSolver own) {
    return others.<Solver>map(all -> new SharedSolver(own, all)).orElse(own);
  }

  /** What other servers say of a CA, and have got from it. */
  private void hear(ManyServers all, SharedCertificates shared) {
    all.hear(http, alpn, name -> stock.later(() -> shared.takeUp(name)));
    all.exchange(given -> stock.later(() -> stock.given(given)), held::all);
  }

  private void got(Ca.Wanted wanted, Identity identity) {
    stock.got(wanted, identity);
    others.ifPresent(all -> tell(all, wanted.names().get(0)));
    staple();
  }

  private void tell(ManyServers all, String name) {
    if (keep.isShared()) {
      all.got(name);
    } else {
      held.all(name).forEach(all::give);
    }
  }

  private static List<KeyKind> keys(AcmeOptions options) {
    return options.alsoRsa()
        ? List.of(KeyKind.ECDSA_P256, KeyKind.RSA_2048)
        : List.of(KeyKind.ECDSA_P256);
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
    acme.stock.load();
    acme.limits.takeUp();
    return acme;
  }

  /** The zone that the server answers for itself; empty: it does not. */
  public Optional<ChallengeZone> zone() {
    return zone;
  }

  /** What TLS goes on with, where there may be none yet for a name. */
  public Certificates over(Certificates own) {
    return new AcmeCertificates(
        held, alpn, this::underWay, new AcmeCertificates.Own(own, place.isGiven()), place.domain());
  }

  private Optional<CompletableFuture<?>> underWay(String name) {
    return orders.underWay(name).or(() -> orders.underWay(coverage.of(name)));
  }

  /** What a CA gets by http. */
  public Optional<String> file(String host, String target) {
    return http.file(host, target);
  }

  /** It listens: the domain's own certificate may be ordered. */
  public void begin() {
    if (others.isPresent() && !keep.isShared()) {
      stock.later(
          () -> {
            others.get().ofOthers().forEach(stock::given); // what they have need not be ordered
            beginNow();
          });
    } else {
      beginNow();
    }
  }

  private void beginNow() {
    String domain = place.domain();
    if (!place.isGiven().test(domain) && !PublicNames.isWorthAsking(domain)) {
      LOG.warn(
          "No public CA issues certificates for {}, so it keeps the server's own; -domain with a"
              + " name that is known in public has one",
          domain);
    }
    want(domain);
  }

  /** A tunnel is open at this URL. */
  public void served(PublicUrl url) {
    if (url.protocol() == TunnelProtocol.HTTPS) {
      want(url.host());
    }
  }

  private void want(String name) {
    if (!place.isGiven().test(name)) {
      wanted.want(name);
    }
  }

  /**
   * Renews what is due, on a thread of its own: it asks the CA. To be called every few minutes.
   *
   * @param isInUse whether somebody has a name now
   */
  public void look(Predicate<String> isInUse) {
    if (isLooking.compareAndSet(false, true)) {
      stock.later(() -> lookNow(isInUse));
    }
  }

  private void lookNow(Predicate<String> isInUse) {
    try {
      limits.takeUpOfOthers();
      upkeep.look(name -> isOfDomain(name) || isInUse.test(name));
      want(place.domain());
    } catch (RuntimeException e) {
      LOG.warn("Certificates are not looked through now: {}", Failures.oneLine(e));
    } finally {
      isLooking.set(false);
    }
  }

  /**
   * Asks responders what visitors want to know of certificates that name one, on a thread of its
   * own. To be called every minute: mostly nothing is due.
   */
  public void staple() {
    if (isStapling.compareAndSet(false, true)) {
      stock.later(this::stapleNow);
    }
  }

  private void stapleNow() {
    try {
      stapler.look(held.all().stream().map(Kept::identity).toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      isStapling.set(false);
    }
  }

  private boolean isOfDomain(String name) {
    return name.equals(place.domain()) || name.equals(coverage.of(place.domain()));
  }

  /**
   * Asks again for what is missing, as far as pauses are over. To be called every few seconds.
   *
   * @param isInUse whether somebody has a name now
   */
  public void again(Predicate<String> isInUse) {
    wanted.again(name -> isOfDomain(name) || isInUse.test(name));
    limits.tell();
  }

  /**
   * Does what was asked for by {@code ngrokd certs}: to be called every few seconds, where files
   * may be read.
   *
   * @param isInUse whether somebody has a name now
   */
  public void doAsked(Predicate<String> isInUse) {
    for (String name : keep.takeAsked()) {
      if (!upkeep.renew(name) && (isOfDomain(name) || isInUse.test(name))) {
        want(name.startsWith("*.") ? place.domain() : name);
      }
    }
  }

  /** The domain's certificate, while there is one. */
  public Optional<Identity> ofDomain() {
    return held.named().find(place.domain()).filter(stock::isGood);
  }

  /** Waits a little for those who give back what they had to themselves. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("An order is left to its end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
