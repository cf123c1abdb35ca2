package org.ngrokd.server.acme.order;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ngrokd.server.acme.keep.OrderNotes.Ordered;

/**
 * How many certificates are asked for: in a week for each registered domain, and in three hours in
 * all, both below what CAs allow (Let's Encrypt: 50 and 300). An order that brought no certificate
 * counts for the latter alone. Safe from any thread.
 */
public final class WeeklyBudget {
  static final int EACH = 40;
  static final int ALL = 280;
  static final Duration WEEK = Duration.ofDays(7);
  private static final Duration ALL_WITHIN = Duration.ofHours(3);

  /** Clocks of servers differ, and what is ordered at the same time is a moment apart here. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final Clock clock;
  private final TreeSet<Ordered> orders =
      new TreeSet<>(Comparator.comparing(Ordered::at).thenComparing(Ordered::domain));
  private final Map<String, Integer> byDomain = new HashMap<>();

  public WeeklyBudget(Clock clock) {
    this.clock = clock;
  }

  /** Takes one for this name; empty when there is none left now. */
  public synchronized Optional<Ordered> take(String name) {
    forget();
    String domain = RegisteredDomain.of(name);
    boolean isUsedUp = byDomain.getOrDefault(domain, 0) >= EACH || within(ALL_WITHIN) >= ALL;
    if (isUsedUp) {
      return Optional.empty();
    }
    Ordered order = new Ordered(domain, time());
    put(order);
    return Optional.of(order);
  }

  /** When there is a place for a domain again. */
  public synchronized Instant next(String domain) {
    Instant now = clock.instant();
    Optional<Instant> ofDomain =
        byDomain.getOrDefault(domain, 0) < EACH
            ? Optional.empty()
            : orders.stream()
                .filter(each -> each.domain().equals(domain))
                .findFirst()
                .map(Ordered::at);
    Optional<Instant> ofAll =
        within(ALL_WITHIN) < ALL ? Optional.empty() : Optional.of(from(ALL_WITHIN).first().at());
    Instant first = ofDomain.map(at -> at.plus(WEEK)).orElse(now);
    Instant second = ofAll.map(at -> at.plus(ALL_WITHIN)).orElse(now);
    return first.isAfter(second) ? first : second;
  }

  /** As the notes have them, and no two are at the same time. */
  private Instant time() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant last = orders.isEmpty() ? Instant.EPOCH : orders.last().at();
    return now.isAfter(last) ? now : last.plusMillis(1);
  }

  private int within(Duration time) {
    return from(time).size();
  }

  private SortedSet<Ordered> from(Duration time) {
    return orders.tailSet(new Ordered("", clock.instant().minus(time)));
  }

  /** Nobody was asked: it does not count at all. */
  public synchronized void giveBack(Ordered order) {
    boolean unused = remove(order);
  }

  /** It brought no certificate: the domain has it back. */
  public synchronized void inVain(Ordered order) {
    if (remove(order)) {
      put(order.inVain());
    }
  }

  /** Knows these, too. */
  public synchronized void takeUp(List<Ordered> noted) {
    noted.forEach(this::put);
    forget();
  }

  private void put(Ordered order) {
    if (orders.add(order) && !order.domain().isEmpty()) {
      byDomain.merge(order.domain(), 1, Integer::sum);
    }
  }

  private boolean remove(Ordered order) {
    boolean isThere = orders.remove(order);
    if (isThere && !order.domain().isEmpty()) {
      byDomain.computeIfPresent(order.domain(), (domain, n) -> n == 1 ? null : n - 1);
    }
    return isThere;
  }

  /** What is older than a week, or of a time that has not come (the clock was set back). */
  private void forget() {
    Instant now = clock.instant();
    while (!orders.isEmpty() && orders.first().at().plus(WEEK).isBefore(now)) {
      remove(orders.first());
    }
    while (!orders.isEmpty() && orders.last().at().isAfter(now.plus(AHEAD))) {
      remove(orders.last());
    }
  }
}
