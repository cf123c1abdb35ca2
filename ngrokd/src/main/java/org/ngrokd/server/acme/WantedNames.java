package org.ngrokd.server.acme;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.order.Orders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which names somebody has, and sees to it that there are certificates for them: orders what is not
 * there, again and again while somebody has the name. While a wildcard cannot be had, names below
 * the domain have certificates of their own. Nothing blocks. Safe from any thread.
 */
final class WantedNames {
  /** A server of 10,000 names that starts without any certificate. */
  private static final int MOST = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(WantedNames.class);

  private final Coverage coverage;
  private final List<KeyKind> kinds;
  private final Stock stock;
  private final Orders orders;
  private final Singles singles;
  private final Set<String> missing = ConcurrentHashMap.newKeySet();

  /**
   * Names that the wildcard is for, but that are proven each for itself now. Safe from any thread.
   *
   * @param isPossible whether a CA can come by http or TLS
   */
  record Singles(boolean isPossible, Set<String> names) {
    Singles(boolean isPossible) {
      this(isPossible, ConcurrentHashMap.newKeySet());
    }

    boolean has(String name) {
      return names.contains(name);
    }
  }

  /**
   * @param kinds of keys, of each name one
   */
  WantedNames(Coverage coverage, List<KeyKind> kinds, Stock stock, Orders orders, Singles singles) {
    this.coverage = coverage;
    this.kinds = kinds;
    this.stock = stock;
    this.orders = orders;
    this.singles = singles;
  }

  /** Somebody has this name. */
  void want(String name) {
    boolean isThere = true;
    for (KeyKind kind : kinds) {
      if (stock.of(name, kind).filter(stock::isGood).isEmpty()) {
        isThere = false;
        order(name, kind);
      }
    }
    if (isThere) {
      missing.remove(name);
      singles.names().remove(name);
      stock.used(coverage.of(name));
    } else if (missing.size() < MOST) {
      missing.add(name);
    }
  }

  /**
   * Looks at those that had none once more: the pause after a failure may be over.
   *
   * @param isInUse whether somebody has a name now
   */
  void again(Predicate<String> isInUse) {
    for (String name : List.copyOf(missing)) {
      if (isInUse.test(name)) {
        want(name);
      } else {
        missing.remove(name);
        singles.names().remove(name);
      }
    }
  }

  private void order(String name, KeyKind kind) {
    Ca.Wanted wanted = new Ca.Wanted(coverage.names(name), kind, Optional.empty());
    CompletableFuture<Identity> order = orders.order(wanted);
    boolean isWildcard = !wanted.names().get(0).equals(name);
    if (isWildcard && order.isCompletedExceptionally() && orders.failsAgain(wanted)) {
      orderAlone(name, kind);
    }
  }

  private void orderAlone(String name, KeyKind kind) {
    if (!singles.isPossible()) {
      return;
    }
    if (stock.ofItsOwn(name, kind).filter(stock::isGood).isPresent()) {
      stock.used(name);
      return;
    }
    if (singles.names().add(name)) {
      LOG.warn(
          "{} cannot be had now, so that a certificate for {} alone is asked for, by http or TLS",
          coverage.everything(),
          name);
    }
    var unused = orders.order(new Ca.Wanted(List.of(name), kind, Optional.empty()));
  }
}
