package org.ngrokd.server.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.check.Plan.Fault;
import org.ngrokd.server.cluster.check.Plan.Kind;

/** Which faults there are. */
class PlanTest {
  private static final Duration LENGTH = Duration.ofMinutes(30);

  private static Plan.Possible possible(Set<Kind> cannotBe) {
    return new Plan.Possible(3, Duration.ofSeconds(6), cannotBe);
  }

  private static List<Fault> plan(long seed) {
    return Plan.of(seed, LENGTH, possible(Set.of()));
  }

  @Test
  void sameSeedIsTheSamePlan() {
    assertThat(plan(7)).isEqualTo(plan(7)).isNotEqualTo(plan(8));
  }

  @Test
  void allKindsComeAndEndInTime() {
    assertThat(plan(7)).extracting(Fault::kind).containsAll(EnumSet.allOf(Kind.class));
    assertThat(plan(7)).allMatch(each -> each.endMillis() < LENGTH.toMillis());
    assertThat(plan(7))
        .filteredOn(each -> each.kind() == Kind.ENGINE_STOPPED)
        .allMatch(each -> each.lengthMillis() < 6_000);
  }

  @Test
  void whatCannotBeDoesNotCome() {
    assertThat(Plan.of(7, LENGTH, possible(Set.of(Kind.CLOCK_OF_ENGINE))))
        .isNotEmpty()
        .extracting(Fault::kind)
        .doesNotContain(Kind.CLOCK_OF_ENGINE);
  }

  @Test
  void noMoreThanTwoLastAtATime() {
    List<Fault> all = plan(7);
    for (Fault each : all) {
      assertThat(all)
          .filteredOn(other -> other.atMillis() <= each.atMillis())
          .filteredOn(other -> other.endMillis() > each.atMillis())
          .hasSizeLessThanOrEqualTo(2);
    }
  }
}
