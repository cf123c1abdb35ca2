package org.ngrokd.server.acme.order;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log which names wait for a place in the budget, and until when: the first ones soon,
 * then when they are twice as many, or once a day. Safe from any thread.
 */
final class BudgetNews {
  private static final int MOST_DOMAINS = 1000;
  private static final int MOST_NAMES = 10_000;

  /** A line has so many names, and a count. */
  private static final int MOST_SHOWN = 10;

  private static final Duration AGAIN = Duration.ofDays(1);
  private static final Logger LOG = LoggerFactory.getLogger(BudgetNews.class);

  private final Map<String, Set<String>> waiting = new LinkedHashMap<>();
  private final Map<String, Told> told = new LinkedHashMap<>();

  private record Told(int names, Instant at) {}

  /** There was no place for it. */
  synchronized void refused(String name) {
    String domain = RegisteredDomain.of(name);
    if (waiting.containsKey(domain) || waiting.size() < MOST_DOMAINS) {
      Set<String> names = waiting.computeIfAbsent(domain, any -> new LinkedHashSet<>());
      if (names.size() < MOST_NAMES) {
        names.add(name);
      }
    }
  }

  /**
   * Tells of all that were refused since it was asked last: who still waits is refused again
   * meanwhile.
   *
   * @param until when there is a place for a domain again
   */
  void tell(Instant now, Function<String, Instant> until) {
    for (Map.Entry<String, Set<String>> each : toTell(now).entrySet()) {
      LOG.warn(
          "{} of {} {} for a certificate until {}: {}; {} of a domain within a week, and {} in all"
              + " within three hours, are what is asked of a CA; a wildcard (by DNS) needs one for"
              + " all names",
          each.getValue().size() == 1 ? "A name" : each.getValue().size() + " names",
          each.getKey(),
          each.getValue().size() == 1 ? "waits" : "wait",
          until.apply(each.getKey()),
          list(each.getValue()),
          WeeklyBudget.EACH,
          WeeklyBudget.ALL);
    }
  }

  private synchronized Map<String, Set<String>> toTell(Instant now) {
    Map<String, Set<String>> news = new LinkedHashMap<>(waiting);
    waiting.clear();
    told.keySet().retainAll(news.keySet());
    news.entrySet().removeIf(each -> !isNews(each.getKey(), each.getValue().size(), now));
    news.forEach((domain, names) -> told.put(domain, new Told(names.size(), now)));
    return news;
  }

  private boolean isNews(String domain, int names, Instant now) {
    Told before = told.get(domain);
    return before == null || names >= 2 * before.names() || !now.isBefore(before.at().plus(AGAIN));
  }

  private static String list(Set<String> names) {
    StringBuilder list = new StringBuilder();
    names.stream().limit(MOST_SHOWN).forEach(name -> list.append(", ").append(name));
    int more = names.size() - MOST_SHOWN;
    return list.substring(2) + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
