package org.ngrokd.server.acme;

import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ngrokd.server.acme.challenge.AlpnChallenges;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tls.NamedCertificates;

/**
 * Which certificate a connection is shown where they come from a CA: the name's own, or the
 * wildcard above it; a name whose first order is under way is waited for, for a while; everybody
 * else gets the server's own. Nothing is ordered because somebody asks. Safe from any thread.
 */
final class AcmeCertificates implements Certificates {
  /** A visitor waits so long for the first certificate of a name. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final NamedCertificates named;
  private final Optional<NamedCertificates> ofRsa;
  private final AlpnChallenges challenges;
  private final Function<String, Optional<CompletableFuture<?>>> underWay;
  private final Own own;
  private final String domain;

  /**
   * What there is without a CA.
   *
   * @param isGiven for which names it comes first
   */
  record Own(Certificates certificates, Predicate<String> isGiven) {}

  /**
   * @param underWay the first order for a name; empty: none is under way
   * @param own for all other names
   * @param domain whose certificate those get who name no server
   */
  AcmeCertificates(
      HeldCertificates held,
      AlpnChallenges challenges,
      Function<String, Optional<CompletableFuture<?>>> underWay,
      Own own,
      String domain) {
    this.named = held.named();
    this.ofRsa = held.ofRsa();
    this.challenges = challenges;
    this.underWay = underWay;
    this.own = own;
    this.domain = domain;
  }

  @Override
  public boolean dependOnName() {
    return true;
  }

  @Override
  public Optional<SslContext> challenge(String serverName) {
    return challenges.find(serverName);
  }

  @Override
  public boolean dependOnKey() {
    return ofRsa.isPresent();
  }

  /** A name whose certificate with RSA is still to come has the other kind meanwhile. */
  @Override
  public Future<SslContext> contextOfRsa(String serverName) {
    String name = serverName.isEmpty() ? domain : serverName;
    return ofRsa
        .filter(certificates -> !own.isGiven().test(name))
        .flatMap(certificates -> certificates.context(name))
        .<Future<SslContext>>map(ImmediateEventExecutor.INSTANCE::newSucceededFuture)
        .orElseGet(() -> context(serverName));
  }

  @Override
  public List<Expiry> expiries(int most) {
    Map<String, Instant> earliest = new HashMap<>();
    Stream.of(named.expiries(most), ofRsa.map(rsa -> rsa.expiries(most)).orElse(List.of()))
        .flatMap(List::stream)
        .forEach(each -> earliest.merge(each.name(), each.at(), AcmeCertificates::first));
    own.certificates().expiries(most).forEach(each -> earliest.putIfAbsent(each.name(), each.at()));
    return earliest.entrySet().stream()
        .map(each -> new Expiry(each.getKey(), each.getValue()))
        .sorted(Comparator.comparing(Expiry::at))
        .limit(most)
        .toList();
  }

  private static Instant first(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  @Override
  public Future<SslContext> context(String serverName) {
    String name = serverName.isEmpty() ? domain : serverName;
    if (own.isGiven().test(name)) {
      return own.certificates().context(name);
    }
    Optional<SslContext> there = named.context(name);
    if (there.isPresent()) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(there.get());
    }
    return underWay
        .apply(name)
        .map(order -> await(name, order))
        .orElseGet(() -> own.certificates().context(name));
  }

  private Future<SslContext> await(String name, CompletableFuture<?> order) {
    Promise<SslContext> awaited = ImmediateEventExecutor.INSTANCE.newPromise();
    var unused =
        order
            .copy()
            .orTimeout(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((done, failure) -> settle(name, awaited));
    return awaited;
  }

  private void settle(String name, Promise<SslContext> awaited) {
    Optional<SslContext> there = named.context(name);
    if (there.isPresent()) {
      awaited.setSuccess(there.get());
    } else {
      own.certificates()
          .context(name)
          .addListener(
              (Future<SslContext> context) -> {
                if (context.isSuccess()) {
                  awaited.setSuccess(context.getNow());
                } else {
                  awaited.setFailure(context.cause());
                }
              });
    }
  }
}
