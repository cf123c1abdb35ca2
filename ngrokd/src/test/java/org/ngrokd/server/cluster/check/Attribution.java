package org.ngrokd.server.cluster.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ngrokd.server.cluster.check.Event.Claimed;
import org.ngrokd.server.cluster.check.Event.Outcome;
import org.ngrokd.server.cluster.check.Event.Visited;

/**
 * Which tenures of a name may have been by which of its clients' claims. A node may have claimed a
 * name anew for a client that did nothing, so one claim has several; which they are, is known of
 * owner, node and time. Used by one thread.
 */
final class Attribution {
  private final List<Tenure> tenures;
  private final List<Claimed> claims;

  private Attribution(List<Tenure> tenures, List<Claimed> claims) {
    this.tenures = tenures;
    this.claims = claims;
  }

  /**
   * Of one name, with rule 3 of {@link Checker}.
   *
   * @param violations gets those of it
   */
  static Attribution of(List<Tenure> tenures, List<Claimed> claims, List<String> violations) {
    List<Claimed> granted =
        claims.stream()
            .filter(each -> each.outcome() == Outcome.GRANTED)
            .sorted(Comparator.comparingLong(Claimed::begin))
            .toList();
    Attribution made = new Attribution(tenures, granted);
    for (Claimed each : granted) {
      List<Tenure> given = made.given(each);
      if (given.isEmpty()) {
        violations.add(
            "%s: claim %d was granted at node %d by %.3f s, and the engine never gave it"
                .formatted(each.name(), each.serial(), each.node(), each.end() / 1e9));
      } else if (given.size() == 1) {
        given.get(0).serial = each.serial();
      }
    }
    return made;
  }

  private static boolean isOf(Tenure tenure, Claimed claim) {
    return tenure.node == claim.node() && tenure.had.owner().equals(claim.owner());
  }

  /** Those that may be the answer to a claim. */
  private List<Tenure> given(Claimed claim) {
    return tenures.stream()
        .filter(each -> isOf(each, claim))
        .filter(each -> each.had.notAfter() >= claim.begin() && each.had.notBefore() <= claim.end())
        .toList();
  }

  /** Lets tenures be begun, and those before them over, as early as somebody saw that. */
  void bound(List<Visited> visits) {
    for (Claimed each : claims) {
      earliest(given(each)).ifPresent(first -> first.begunBy = Math.min(first.begunBy, each.end()));
    }
    for (Visited visit : visits) {
      claim(visit)
          .flatMap(claim -> earliest(mayHaveServed(visit, claim)))
          .ifPresent(first -> first.begunBy = Math.min(first.begunBy, visit.end()));
    }
    long begunBy = Long.MAX_VALUE;
    for (int i = tenures.size() - 1; i >= 0; i--) {
      Tenure tenure = tenures.get(i);
      tenure.overBy = Math.min(tenure.overBy, begunBy);
      begunBy = Math.min(begunBy, tenure.begunBy);
      tenure.begunBy = begunBy;
    }
  }

  private Optional<Claimed> claim(Visited visit) {
    return claims.stream().filter(each -> each.serial() == visit.serial()).findFirst();
  }

  private static Optional<Tenure> earliest(List<Tenure> some) {
    return some.stream().findFirst();
  }

  /** The tenures by which a claim's service may have answered a visit, in their order. */
  List<Tenure> mayHaveServed(Visited visit, Claimed claim) {
    long until = replaced(claim);
    List<Tenure> all = new ArrayList<>();
    for (Tenure each : tenures) {
      boolean isOthers = each.serial != 0 && each.serial != claim.serial();
      if (!isOthers
          && isOf(each, claim)
          && each.had.notAfter() >= claim.begin()
          && each.had.notBefore() <= Math.min(visit.end(), until)) {
        all.add(each);
      }
    }
    return all;
  }

  /** By when the same client had come to the same node again, which ends what it had there. */
  private long replaced(Claimed claim) {
    return claims.stream()
        .filter(each -> each.owner().equals(claim.owner()) && each.node() == claim.node())
        .filter(each -> each.begin() > claim.end())
        .mapToLong(Claimed::end)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** The last tenure that had surely begun. */
  Tenure newestAt(long time) {
    return tenures.stream()
        .filter(each -> each.begunBy <= time)
        .reduce((before, later) -> later)
        .orElse(tenures.get(0));
  }
}
