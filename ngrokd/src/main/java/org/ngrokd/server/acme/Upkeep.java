package org.ngrokd.server.acme;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.acme.order.Orders;
import org.ngrokd.server.acme.order.Renewals;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps good what there is: renews it, lets it lapse, takes up what other servers did, and does
 * what people ask for. Blocks; used by one thread at a time.
 */
final class Upkeep {
  private static final Duration NOTED = Duration.ofDays(1);
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final HeldCertificates held;
  private final SharedCertificates shared;
  private final Stock stock;
  private final Orders orders;
  private final Clock clock;
  private final Renewals renewals;

  /**
   * @param ca says when to renew
   */
  Upkeep(Ca ca, Certified there, Orders orders, Clock clock) {
    this.held = there.held();
    this.shared = there.shared();
    this.stock = there.stock();
    this.orders = orders;
    this.clock = clock;
    this.renewals = new Renewals(ca, this::renew, this::lapse, clock);
  }

  /** What there is, by its jobs. */
  record Certified(HeldCertificates held, SharedCertificates shared, Stock stock) {}

  /**
   * Looks at all of them.
   *
   * @param isInUse whether somebody has a name, or the wildcard above it, now
   */
  void look(Predicate<String> isInUse) {
    shared.takeUp();
    stock.preferWildcard();
    Instant yesterday = clock.instant().minus(NOTED);
    held.all().stream()
        .filter(each -> each.usedAt().isBefore(yesterday) && isInUse.test(each.name()))
        .forEach(each -> stock.used(each.name()));
    renewals.look(held.all(), isInUse);
  }

  /**
   * Gets one anew that people want so.
   *
   * @return false when there is none by that name
   */
  boolean renew(String name) {
    shared.takeUp(name);
    stock.preferWildcard();
    orders.forgetFailures(name);
    List<Kept> there = held.all(name);
    there.forEach(each -> told(name, orders.order(inPlaceOf(each))));
    return !there.isEmpty();
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

  private CompletableFuture<Identity> renew(Kept each, boolean isWished) {
    Ca.Wanted wanted = inPlaceOf(each);
    return isWished ? orders.renewAsTheCaWants(wanted) : orders.order(wanted);
  }

  private static Ca.Wanted inPlaceOf(Kept each) {
    KeyKind kind = each.isRsa() ? KeyKind.RSA_2048 : KeyKind.ECDSA_P256;
    return new Ca.Wanted(names(each), kind, Optional.of(each.identity()));
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
    if (!shared.isUsedElsewhere(each)) {
      stock.lapse(each);
    }
  }
}
