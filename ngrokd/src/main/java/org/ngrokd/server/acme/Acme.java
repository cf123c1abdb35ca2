package org.ngrokd.server.acme;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
import org.ngrokd.server.acme.order.PublicNames;
import org.ngrokd.server.acme.order.Renewals;
import org.ngrokd.server.acme.order.WeeklyBudget;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.streams.net.Failures;
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

  private static final int THREADS = 12;

  private final String domain;
  private final Coverage coverage;
  private final Optional<ChallengeZone> zone;
  private final Clock clock;
  private final CertificateKeep keep;
  private final HeldCertificates held;
  private final List<KeyKind> kinds;
  private final HttpChallenges http = new HttpChallenges();
  private final AlpnChallenges alpn = new AlpnChallenges(ChallengeCertificate::context);
  private final ThreadPoolExecutor threads = threads();
  private volatile Predicate<String> isGiven = name -> false;
  private final AtomicBoolean isLooking = new AtomicBoolean();
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
    this.held = new HeldCertificates(place.oldest(), options.alsoRsa());
    this.kinds =
        options.alsoRsa()
            ? List.of(KeyKind.ECDSA_P256, KeyKind.RSA_2048)
            : List.of(KeyKind.ECDSA_P256);
    Ca ca =
        new Acme4jCa(
            options.ca(),
            keep.accountKey(options.ca().server().toString(), KeyKind.ECDSA_P256::newKeyPair),
            clock);
    this.orders =
        new Orders(
            new SharedCa(ca, keep, clock),
            new OwnSolver(
                http, alpn, kinds(place), DnsProofs.of(domain, options.dns(), zone, clock)),
            new Orders.Limits(new Pauses(clock), new WeeklyBudget(clock)),
            threads,
            this::got);
    this.renewals = new Renewals(ca, this::renew, this::lapse, clock);
  }

  /**
   * As many as there are orders at a time, one that looks what is to be renewed, and one for notes;
   * they end when there is nothing to do.
   */
  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
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
      acme.held.put(each);
    }
    acme.preferWildcard();
    return acme;
  }

  /** Of what an earlier start got without a wildcard, something may be here, too. */
  private void preferWildcard() {
    for (boolean isRsa : new boolean[] {false, true}) {
      held.kept(coverage.everything(), isRsa)
          .filter(wildcard -> isGood(wildcard.identity()))
          .ifPresent(held::put);
    }
  }

  /** The zone that the server answers for itself; empty: it does not. */
  public Optional<ChallengeZone> zone() {
    return zone;
  }

  /**
   * What TLS goes on with, where there may be none yet for a name.
   *
   * @param given names for which there is a certificate that was not got here: it is shown, and no
   *     other one is ordered
   */
  public Certificates over(Certificates own, Predicate<String> given) {
    isGiven = given;
    return new AcmeCertificates(
        held,
        alpn,
        name -> orders.underWay(coverage.of(name)),
        new AcmeCertificates.Own(own, given),
        domain);
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
    if (!isGiven.test(domain) && !PublicNames.isWorthAsking(domain)) {
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

  /** Sees to it that there is a certificate for a name that somebody has. */
  private void want(String name) {
    if (isGiven.test(name)) {
      return;
    }
    String keptBy = coverage.of(name);
    for (KeyKind kind : kinds) {
      if (there(name, keptBy, kind).filter(this::isGood).isEmpty()) {
        var unused =
            orders.order(new Ca.Wanted(coverage.names(name), kind, Optional.empty()));
      } else {
        used(keptBy);
      }
    }
  }

  /** One for the name alone does not do where it is to have a wildcard. */
  private Optional<Identity> there(String name, String keptBy, KeyKind kind) {
    boolean isRsa = kind == KeyKind.RSA_2048;
    return keptBy.equals(name) && !isRsa
        ? held.named().find(name)
        : held.kept(keptBy, isRsa).map(Kept::identity);
  }

  private boolean isGood(Identity identity) {
    return clock.instant().isBefore(identity.leaf().getNotAfter().toInstant());
  }

  private void used(String name) {
    Instant now = clock.instant();
    for (boolean isRsa : new boolean[] {false, true}) {
      held.kept(name, isRsa)
          .ifPresent(known -> held.put(new Kept(name, known.identity(), now)));
    }
    if (held.kept(name, false).isPresent()) {
      later(() -> keep.used(name, now));
    }
  }

  private void later(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("The server stops");
    }
  }

  private void got(Ca.Wanted wanted, Identity identity) {
    Kept certificate = new Kept(wanted.names().get(0), identity, clock.instant());
    held.put(certificate); // also when it cannot be kept
    LOG.info(
        "Certificate for {} from {}, valid until {}",
        String.join(", ", wanted.names()),
        identity.leaf().getIssuerX500Principal().getName(),
        identity.leaf().getNotAfter().toInstant());
    try {
      keep.put(certificate);
    } catch (RuntimeException e) { // a full disk, a database that is away
      LOG.warn(
          "The certificate of {} is in use but cannot be kept, so that after a restart it is asked"
              + " for again: {}",
          certificate.name(),
          Failures.oneLine(e));
    }
  }

  private CompletableFuture<Identity> renew(Kept each) {
    KeyKind kind = each.isRsa() ? KeyKind.RSA_2048 : KeyKind.ECDSA_P256;
    return orders.order(new Ca.Wanted(names(each), kind, Optional.of(each.identity())));
  }

  /** The one that it is kept by first, wherever it stands in the certificate. */
  private static List<String> names(Kept each) {
    Set<String> names = new LinkedHashSet<>();
    names.add(each.name());
    names.addAll(CertificateNames.of(each.identity().leaf()));
    return List.copyOf(names);
  }

  /** Another server of the same accounts may know better who has the name. */
  private void lapse(Kept each) {
    if (keep.shared().isPresent()) {
      Instant used =
          keep.find(each.name()).stream()
              .map(Kept::usedAt)
              .max(Comparator.naturalOrder())
              .orElse(each.usedAt());
      if (used.isAfter(each.usedAt())) {
        held.put(new Kept(each.name(), each.identity(), used));
        return;
      }
    }
    LOG.info("The certificate of {} lapses: nobody has had the name for 30 days", each.name());
    held.remove(each);
    preferWildcard();
    keep.remove(each.name());
  }

  /**
   * Renews what is due, on a thread of its own: it asks the CA. To be called every few minutes.
   *
   * @param isInUse whether somebody has a name now
   */
  public void look(Predicate<String> isInUse) {
    if (isLooking.compareAndSet(false, true)) {
      later(
          () -> {
            try {
              lookNow(name -> name.equals(coverage.of(domain)) || isInUse.test(name));
            } catch (RuntimeException e) {
              LOG.warn("Certificates are not looked through now: {}", Failures.oneLine(e));
            } finally {
              isLooking.set(false);
            }
          });
    }
  }

  private void lookNow(Predicate<String> isInUse) {
    takeUpOthers();
    Instant yesterday = clock.instant().minus(Duration.ofDays(1));
    held.all().stream()
        .filter(each -> each.usedAt().isBefore(yesterday) && isInUse.test(each.name()))
        .forEach(each -> used(each.name()));
    renewals.look(held.all(), isInUse);
    want(domain);
  }

  /** What other servers of the same accounts have got, renewed or taken away. */
  private void takeUpOthers() {
    Map<String, Set<String>> there = keep.shared().orElse(Map.of());
    for (Map.Entry<String, Set<String>> each : there.entrySet()) {
      if (!serials(each.getKey()).equals(each.getValue())) {
        takeUp(each.getKey());
      }
    }
    if (keep.shared().isPresent()) {
      held.all().stream().filter(each -> !there.containsKey(each.name())).forEach(held::remove);
    }
  }

  private Set<String> serials(String name) {
    return held.all(name).stream().map(Kept::serial).collect(Collectors.toSet());
  }

  private void takeUp(String name) {
    held.all(name).forEach(held::remove);
    keep.find(name).forEach(held::put);
    preferWildcard();
  }

  /**
   * Does what was asked for by {@code ngrokd certs}: to be called every few seconds, where files may
   * be read.
   *
   * @param isInUse whether somebody has a name now
   */
  public void doAsked(Predicate<String> isInUse) {
    for (String name : keep.takeAsked()) {
      takeUp(name);
      orders.forgetFailures(name);
      if (!held.all(name).isEmpty()) {
        held.all(name).forEach(each -> told(name, renew(each)));
      } else if (name.equals(coverage.of(domain)) || isInUse.test(name)) {
        want(name.startsWith("*.") ? domain : name);
      }
    }
  }

  private static void told(String name, CompletableFuture<Identity> order) {
    var unused =
        order.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.warn(
                    "The certificate of {} could not be renewed: {}",
                    name,
                    Failures.oneLine(Failures.unwrapped(failure)));
              }
            });
  }

  /** The domain's certificate, while there is one. */
  public Optional<Identity> ofDomain() {
    return held.named().find(domain).filter(this::isGood);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
