package org.ngrokd.server.acme.order;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.acme.ca.RenewalWindow;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews certificates before they end, and lets those lapse whose names nobody has had for 30 days.
 * Used by one thread, which may wait for the CA.
 */
public final class Renewals {
  static final Duration UNUSED = Duration.ofDays(30);

  /** So often the CA is asked when to renew one, whatever it says itself. */
  private static final Duration SOONEST = Duration.ofHours(1);

  private static final Duration LATEST = Duration.ofDays(1);
  private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

  private final Ca ca;
  private final Order order;
  private final Consumer<Kept> lapse;
  private final Clock clock;
  private final Reminders reminders = new Reminders();
  private final Map<String, Suggested> suggested = new HashMap<>();
  private boolean isAway;

  /** Gets a new certificate in place of one. */
  public interface Order {
    /**
     * Does it.
     *
     * @param isWished whether the CA itself wants it renewed now
     */
    CompletableFuture<?> renew(Kept each, boolean isWished);
  }

  /** What the CA said of a certificate. */
  private record Suggested(Optional<RenewalWindow> window, Instant askAgain) {}

  /**
   * @param order gets a new one in place of this
   * @param lapse forgets it
   */
  public Renewals(Ca ca, Order order, Consumer<Kept> lapse, Clock clock) {
    this.ca = ca;
    this.order = order;
    this.lapse = lapse;
    this.clock = clock;
  }

  /**
   * Looks at all of them.
   *
   * @param isInUse whether somebody has the name now
   */
  public void look(List<Kept> all, Predicate<String> isInUse) {
    Instant now = clock.instant();
    isAway = false;
    forgetOthers(all);
    for (Kept each : all) {
      boolean isUnused = !isInUse.test(each.name()) && each.usedAt().plus(UNUSED).isBefore(now);
      if (isUnused) {
        lapse.accept(each);
      } else if (isDue(each, now)) {
        renew(each);
      }
    }
  }

  private static String key(Kept each) {
    return each.identity().leaf().getSerialNumber().toString(16);
  }

  private void forgetOthers(List<Kept> all) {
    suggested.keySet().retainAll(all.stream().map(Renewals::key).collect(Collectors.toSet()));
    synchronized (reminders) {
      reminders.retain(all.stream().map(Kept::name).collect(Collectors.toSet()));
    }
  }

  private boolean isDue(Kept each, Instant now) {
    String key = key(each);
    Suggested known = suggested.get(key);
    if (known == null || !now.isBefore(known.askAgain())) {
      known = ask(each, now);
      suggested.put(key, known);
    }
    Random chance = new Random(each.identity().leaf().getSerialNumber().hashCode());
    return !now.isBefore(RenewalTime.of(each.identity().leaf(), known.window(), chance));
  }

  private Suggested ask(Kept each, Instant now) {
    if (isAway) {
      return new Suggested(Optional.empty(), now.plus(SOONEST));
    }
    try {
      Optional<RenewalWindow> window = ca.renewal(each.identity());
      Instant again = window.map(RenewalWindow::askAgain).orElse(now.plus(LATEST));
      return new Suggested(window, within(again, now.plus(SOONEST), now.plus(LATEST)));
    } catch (CaException e) {
      isAway = e.kind() == CaException.Kind.AWAY; // or each of thousands would wait for it
      LOG.debug("The CA does not say when to renew {}: {}", each.name(), e.getMessage());
      return new Suggested(Optional.empty(), now.plus(SOONEST));
    }
  }

  private static Instant within(Instant time, Instant soonest, Instant latest) {
    Instant notTooSoon = time.isBefore(soonest) ? soonest : time;
    return notTooSoon.isAfter(latest) ? latest : notTooSoon;
  }

  private void renew(Kept each) {
    Instant end = each.identity().leaf().getNotAfter().toInstant();
    Suggested known = suggested.get(key(each));
    var unused =
        order
            .renew(each, known != null && known.window().isPresent())
            .whenComplete(
                (done, failure) -> {
                  synchronized (reminders) {
                    if (failure == null) {
                      reminders.worked(each.name());
                    } else if (reminders.failed(each.name(), clock.instant(), end)) {
                      LOG.warn(
                          "The certificate of {} could not be renewed ({}); the old one serves"
                              + " until {}",
                          each.name(),
                          Failures.oneLine(Failures.unwrapped(failure)),
                          end);
                    }
                  }
                });
  }
}
