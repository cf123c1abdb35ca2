package org.ngrokd.server.cluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.ngrokd.server.cluster.check.Event.Claimed;
import org.ngrokd.server.cluster.check.Event.Died;
import org.ngrokd.server.cluster.check.Event.Freed;
import org.ngrokd.server.cluster.check.Event.Had;
import org.ngrokd.server.cluster.check.Event.Lived;
import org.ngrokd.server.cluster.check.Event.Visited;

/**
 * Whether a history is one that a cluster may have. A <i>tenure</i> is that a name is a node's by
 * one epoch, on behalf of one client. For each name has to hold:
 *
 * <ol>
 *   <li><b>Epochs grow</b>, in the order in which the engine gave them.
 *   <li><b>One owner at a time</b>: a tenure follows another one only when that was over, by
 *       release or by the end of its node's lease, or when it is the same client's.
 *   <li><b>What a client is told is so</b>: a claim that was granted has a tenure that the engine
 *       gave between question and answer.
 *   <li><b>Only the owner serves</b>: a visit that a claim's service answered did not begin after
 *       that claim's tenure was over. In particular nobody who comes after a visitor was answered
 *       by a newer owner reaches an older one. The one exception: when a client's newer connection
 *       has taken its name over from its older one, that may serve for up to one lease more, unless
 *       the name is another client's by then.
 * </ol>
 *
 * <p>Times are intervals, and what may have been in order is: a tenure is over by the first moment
 * at which the engine was seen to say so, a claim was granted that was later, or a visitor was
 * answered by one; a visit is its tenure's whose end was latest, of all that may have served it. So
 * nothing is reported that may have been right, and an interval that is too wide hides a fault,
 * never makes one.
 */
final class Checker {
  private final Duration lease;
  private final Map<String, Integer> nodes = new HashMap<>();
  private final Map<Integer, Claimed> claims = new HashMap<>();
  private final Map<String, List<Event>> changes = new TreeMap<>();
  private final Map<String, List<Visited>> visits = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();

  private Checker(Duration lease) {
    this.lease = lease;
  }

  /**
   * Judges a history.
   *
   * @param lease of the cluster's nodes
   */
  static Verdict check(List<Event> history, Duration lease) {
    Checker checker = new Checker(lease);
    history.forEach(checker::sort);
    return checker.verdict();
  }

  private void sort(Event event) {
    if (event instanceof Claimed claimed) {
      claims.put(claimed.serial(), claimed);
    } else if (event instanceof Visited visited) {
      visits.computeIfAbsent(visited.name(), name -> new ArrayList<>()).add(visited);
    } else if (event instanceof Had had) {
      changes.computeIfAbsent(had.name(), name -> new ArrayList<>()).add(had);
    } else if (event instanceof Freed freed) {
      changes.computeIfAbsent(freed.name(), name -> new ArrayList<>()).add(freed);
    } else if (event instanceof Died died) {
      changes.values().forEach(all -> all.add(died));
    } else if (event instanceof Lived lived) {
      nodes.put(lived.life(), lived.node());
    }
  }

  private Verdict verdict() {
    Map<String, List<Claimed>> claimsOf = new TreeMap<>();
    claims
        .values()
        .forEach(each -> claimsOf.computeIfAbsent(each.name(), n -> new ArrayList<>()).add(each));
    Older older = new Older();
    changes.forEach(
        (name, all) -> {
          List<Tenure> tenures = tenures(name, all);
          List<Claimed> own = claimsOf.getOrDefault(name, List.of());
          Attribution served = Attribution.of(tenures, own, violations);
          List<Visited> seen = visits.getOrDefault(name, List.of());
          served.bound(seen);
          seen.forEach(visit -> judge(visit, served, older));
        });
    visits.forEach(
        (name, all) -> {
          if (!changes.containsKey(name) && all.stream().anyMatch(each -> each.serial() > 0)) {
            violations.add(name + ": visitors were answered, and the engine never gave it");
          }
        });
    return new Verdict(List.copyOf(violations), older.visits, Duration.ofNanos(older.longest));
  }

  /** Visits that the exception allows. */
  private static final class Older {
    private long visits;
    private long longest;
  }

  /** Rules 1 and 2. */
  private List<Tenure> tenures(String name, List<Event> all) {
    List<Tenure> tenures = new ArrayList<>();
    boolean isFree = true;
    for (Event each : all) {
      Tenure last = tenures.isEmpty() ? null : tenures.get(tenures.size() - 1);
      if (!isFree && last != null && endOf(each, last).isPresent()) {
        last.overBy = endOf(each, last).getAsLong();
        isFree = true;
      } else if (each instanceof Had had) {
        if (last != null && last.had.epoch() >= had.epoch()) {
          violations.add(
              "%s: epoch %d came after %d".formatted(name, had.epoch(), last.had.epoch()));
        }
        if (last != null && !isFree) {
          if (!last.had.owner().equals(had.owner())) {
            violations.add(
                "%s: epoch %d was given to another client while %d lasted"
                    .formatted(name, had.epoch(), last.had.epoch()));
          }
          last.overBy = had.notAfter();
          last.isTakenOver = true;
        }
        tenures.add(new Tenure(had, nodes.getOrDefault(had.life(), 0)));
        isFree = false;
      }
    }
    return tenures;
  }

  /** By when the engine has ended a tenure, if it was by this. */
  private static OptionalLong endOf(Event change, Tenure tenure) {
    if (change instanceof Freed freed) {
      return OptionalLong.of(freed.notAfter());
    }
    return change instanceof Died died && died.life().equals(tenure.had.life())
        ? OptionalLong.of(died.notAfter())
        : OptionalLong.empty();
  }

  /** Rule 4. */
  private void judge(Visited visit, Attribution served, Older older) {
    if (visit.serial() == 0) {
      return;
    }
    Claimed claim = claims.get(visit.serial());
    if (claim == null) {
      violations.add(at(visit) + " was answered by a claim that nobody made");
      return;
    }
    List<Tenure> by = served.mayHaveServed(visit, claim);
    if (by.isEmpty()) {
      violations.add(
          at(visit)
              + " was answered by claim %d, which never had the name".formatted(claim.serial()));
      return;
    }
    long overBy = by.stream().mapToLong(each -> each.overBy).max().orElseThrow();
    if (visit.begin() <= overBy) {
      return;
    }
    long limit =
        by.stream()
            .filter(each -> each.isTakenOver)
            .mapToLong(each -> each.overBy + lease.toNanos())
            .max()
            .orElse(overBy);
    Tenure newest = served.newestAt(visit.begin());
    String late =
        " was answered by claim %d, epoch %d or before, which was over %.3f s before it began: claim %d had the name by epoch %d"
            .formatted(
                claim.serial(),
                by.get(by.size() - 1).had.epoch(),
                (visit.begin() - overBy) / 1e9,
                newest.serial,
                newest.had.epoch());
    if (visit.begin() > limit || !newest.had.owner().equals(claim.owner())) {
      violations.add(at(visit) + late);
      return;
    }
    older.visits++;
    older.longest = Math.max(older.longest, visit.begin() - overBy);
  }

  private static String at(Visited visit) {
    return "%s: the visit to node %d from %.3f to %.3f s"
        .formatted(visit.name(), visit.node(), visit.begin() / 1e9, visit.end() / 1e9);
  }
}
