package org.ngrokd.server.cluster.shares;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.ngrokd.server.access.Share;
import org.ngrokd.server.access.Usage;
import org.ngrokd.server.access.Used;

/**
 * An account with limits that has something open here, and what others said of it last. Safe from
 * any thread; whoever calls tells the time.
 */
final class Watched {
  /** What a server said that says nothing any more counts so long. */
  private static final Duration KEPT = Duration.ofSeconds(5);

  /** After a change others are asked so long, for they may have begun meanwhile. */
  private static final Duration CURIOUS = Duration.ofSeconds(10);

  /** Two looks at once say nothing of a rate. */
  private static final Duration SHORTEST = Duration.ofMillis(300);

  private static final double SECOND = Duration.ofSeconds(1).toNanos();

  private final Usage usage;
  private final Map<String, Heard> heard = new HashMap<>(); // by the address of a server
  private Used last;
  private AccountUse own;
  private long lookedAt;
  private long changedAt;
  private long askedAt;
  private boolean isCalled;

  private record Heard(AccountUse use, long at) {}

  /**
   * What one server said.
   *
   * @param hasAnswered whether it said anything
   * @param use empty: it does not have the account
   */
  record Said(String address, boolean hasAnswered, Optional<AccountUse> use) {}

  Watched(Usage usage, long now) {
    this.usage = usage;
    this.last = usage.used();
    this.own = new AccountUse(usage.key(), 0, 0, 0);
    this.lookedAt = now;
    this.changedAt = now;
    this.askedAt = now;
  }

  Usage usage() {
    return usage;
  }

  /**
   * Measures.
   *
   * @return false when there is nothing to measure any more
   */
  synchronized boolean look(long now) {
    if (isTooSoon(now)) {
      return true;
    }
    Used used = usage.used();
    own = sinceLook(used, now);
    if (!used.equals(last)) {
      changedAt = now;
    }
    last = used;
    lookedAt = now;
    return isInUse(now) || !usage.letGo(used);
  }

  private boolean isTooSoon(long now) {
    return now - lookedAt < SHORTEST.toNanos();
  }

  private AccountUse sinceLook(Used used, long now) {
    return AccountUse.between(usage.key(), last, used, (now - lookedAt) / SECOND);
  }

  private boolean isInUse(long now) {
    return now - changedAt < CURIOUS.toNanos();
  }

  /** Whether others are to be asked. */
  synchronized boolean wantsToKnow(long now) {
    return isCalled || isInUse(now);
  }

  /** When others were asked last. */
  synchronized long askedAt() {
    return askedAt;
  }

  synchronized void asked(long now) {
    askedAt = now;
    isCalled = false;
  }

  /** What it used here lately; another server wants to know, of which this may not have heard. */
  synchronized AccountUse tell(String asker, long now) {
    isCalled |= !heard.containsKey(asker);
    return isTooSoon(now) ? own : sinceLook(usage.used(), now);
  }

  /**
   * All others were asked; gives the account the part that fits. Those that are gone are not here.
   */
  synchronized void heard(List<Said> said, long now) {
    Map<String, Heard> before = Map.copyOf(heard);
    heard.clear();
    for (Said each : said) {
      Heard old = before.get(each.address());
      if (each.use().isPresent()) {
        heard.put(each.address(), new Heard(each.use().get(), now));
      } else if (!each.hasAnswered() && old != null && now - old.at() < KEPT.toNanos()) {
        heard.put(each.address(), old);
      }
    }
    usage.share(
        new Share(part(AccountUse::connections), part(AccountUse::up), part(AccountUse::down)));
  }

  private double part(ToDoubleFunction<AccountUse> of) {
    return ShareRule.part(
        of.applyAsDouble(own),
        heard.values().stream().map(each -> of.applyAsDouble(each.use())).toList());
  }
}
