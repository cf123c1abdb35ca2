package org.ngrokd.server.cluster.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ngrokd.server.cluster.check.Event.Claimed;
import org.ngrokd.server.cluster.check.Event.Fault;
import org.ngrokd.server.cluster.check.Event.Had;
import org.ngrokd.server.cluster.check.Event.Left;
import org.ngrokd.server.cluster.check.Event.Outcome;
import org.ngrokd.server.cluster.check.Event.Visited;

/** What a history consists of, as a short table. */
final class Figures {
  private final List<Event> history;

  Figures(List<Event> history) {
    this.history = history;
  }

  private <T extends Event> List<T> all(Class<T> kind) {
    return history.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Rows of markdown. */
  List<String> rows(Verdict verdict) {
    List<Claimed> claims = all(Claimed.class);
    List<Visited> visits = all(Visited.class);
    Map<String, Long> faults =
        all(Fault.class).stream()
            .collect(Collectors.groupingBy(Fault::kind, TreeMap::new, Collectors.counting()));
    List<String> rows = new ArrayList<>();
    rows.add(
        row(
            "claims granted, refused, without an answer",
            "%d, %d, %d"
                .formatted(
                    of(claims, Outcome.GRANTED),
                    of(claims, Outcome.REFUSED),
                    of(claims, Outcome.UNKNOWN))));
    rows.add(row("epochs given", "" + all(Had.class).size()));
    rows.add(row("a name taken to another node, or by another client", "" + takeOvers()));
    rows.add(
        row(
            "visits answered, refused, without an answer",
            "%d, %d, %d"
                .formatted(
                    visits.stream().filter(each -> each.serial() > 0).count(),
                    visits.stream().filter(each -> each.serial() == 0 && each.status() > 0).count(),
                    visits.stream().filter(each -> each.status() == 0).count())));
    faults.forEach((kind, number) -> rows.add(row("fault: " + kind, "" + number)));
    rows.add(row("longest time that a name was unserved", "%.1f s".formatted(unserved() / 1e9)));
    rows.add(
        row(
            "visits answered by a client's older connection, and at most how long after",
            "%d, %.1f s".formatted(verdict.older(), verdict.longestOlder().toMillis() / 1e3)));
    rows.add(row("violations", "" + verdict.violations().size()));
    return rows;
  }

  private static String row(String what, String value) {
    return "| " + what + " | " + value + " |";
  }

  private static long of(List<Claimed> claims, Outcome outcome) {
    return claims.stream().filter(each -> each.outcome() == outcome).count();
  }

  private long takeOvers() {
    Map<String, Had> last = new TreeMap<>();
    long count = 0;
    for (Had each : all(Had.class)) {
      Had before = last.put(each.name(), each);
      if (before != null
          && !(before.life().equals(each.life()) && before.owner().equals(each.owner()))) {
        count++;
      }
    }
    return count;
  }

  /** While a client had been given it, and had not given it back. */
  private long unserved() {
    Map<Integer, Long> left =
        all(Left.class).stream().collect(Collectors.toMap(Left::serial, Left::at));
    Map<String, List<Claimed>> granted =
        all(Claimed.class).stream()
            .filter(each -> each.outcome() == Outcome.GRANTED)
            .sorted(Comparator.comparingLong(Claimed::end))
            .collect(Collectors.groupingBy(Claimed::name));
    Map<String, List<Visited>> visits =
        all(Visited.class).stream()
            .sorted(Comparator.comparingLong(Visited::end))
            .collect(Collectors.groupingBy(Visited::name));
    long longest = 0;
    for (var each : granted.entrySet()) {
      List<Claimed> claims = each.getValue();
      List<Visited> seen = visits.getOrDefault(each.getKey(), List.of());
      for (int i = 0; i < claims.size(); i++) {
        long from = claims.get(i).end();
        long until = i + 1 < claims.size() ? claims.get(i + 1).end() : Long.MAX_VALUE;
        until = Math.min(until, left.getOrDefault(claims.get(i).serial(), Long.MAX_VALUE));
        longest = Math.max(longest, unserved(seen, from, until));
      }
    }
    return longest;
  }

  /** From one answer to the next, where a visitor was without one between them. */
  private static long unserved(List<Visited> seen, long from, long until) {
    long served = from;
    long longest = 0;
    for (Visited visit : seen) {
      if (visit.end() <= from || visit.end() > until) {
        continue;
      }
      if (visit.serial() > 0) {
        served = visit.end();
      } else if (visit.begin() >= served) {
        longest = Math.max(longest, visit.end() - served);
      }
    }
    return longest;
  }
}
