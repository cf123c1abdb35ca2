package org.ngrokd.server.cluster.shares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShareRuleTest {
  @Test
  void oneAloneHasAll() {
    assertThat(ShareRule.part(0, List.of())).isEqualTo(1);
    assertThat(ShareRule.part(7, List.of())).isEqualTo(1);
  }

  @Test
  void eachHasAsMuchAsItsPartOfAllUse() {
    assertThat(ShareRule.part(30, List.of(10.0))).isEqualTo(0.75);
    assertThat(ShareRule.part(30, List.of(0.0))).isEqualTo(1);
  }

  @Test
  void oneThatWasQuietCanBegin() {
    assertThat(ShareRule.part(0, List.of(10.0))).isEqualTo(0.5);
    assertThat(ShareRule.part(1, List.of(10.0, 89.0))).isEqualTo(1 / 3.0);
    assertThat(ShareRule.part(0, List.of(0.0, 0.0))).isEqualTo(1 / 3.0);
  }

  /** All use whatever they may, after one of them had it all to itself. */
  @Test
  void allTogetherComeToTheLimit() {
    for (int servers : List.of(2, 3, 10, 100)) {
      List<Double> used = new ArrayList<>(Collections.nCopies(servers, 0.0));
      used.set(0, 1.0);
      List<Double> sums = new ArrayList<>();
      for (int second = 0; second < 8; second++) {
        List<Double> now = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
          List<Double> others = new ArrayList<>(used);
          others.remove(i);
          now.add(ShareRule.part(used.get(i), others));
        }
        used = now;
        sums.add(used.stream().mapToDouble(each -> each).sum());
      }
      assertThat(sums.get(0)).isCloseTo(2 - 1.0 / servers, within(1e-9));
      assertThat(sums.get(4)).isLessThan(1.2);
      assertThat(sums).allMatch(sum -> sum > 0.999);
      assertThat(sums).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }
  }
}
