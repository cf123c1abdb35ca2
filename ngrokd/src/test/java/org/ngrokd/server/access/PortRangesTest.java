package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangesTest {
  private static PortRanges ports(String... texts) {
    return PortRanges.parse(List.of(texts));
  }

  @Test
  void portsThatTouchAreOneRange() {
    assertThat(ports("2222", "20000-20099", "20100", "20050-20120"))
        .hasToString("2222, 20000-20120");
    assertThat(PortRanges.NONE).hasToString("none");
  }

  @Test
  void bothEndsBelongToARange() {
    PortRanges ports = ports("20000-20002");

    assertThat(ports.contains(19999)).isFalse();
    assertThat(ports.contains(20000)).isTrue();
    assertThat(ports.contains(20002)).isTrue();
    assertThat(ports.contains(20003)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "30-20", "x", "", "1-", "-1", "1-2-3", "999999"})
  void whatIsNoPortIsAnError(String text) {
    assertThatThrownBy(() -> ports(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not a port or a range of ports, as 2222 or 20000-29999");
  }

  @Test
  void intersectionHasWhatBothHave() {
    assertThat(ports("1000-2000", "3000").intersect(ports("1500-3500")))
        .hasToString("1500-2000, 3000");
    assertThat(ports("1000").intersect(ports("2000")).isEmpty()).isTrue();
    assertThat(PortRanges.from(1024).intersect(ports("80-2000"))).hasToString("1024-2000");
  }

  @Test
  void everyPortComesOnceInAnOrderByChance() {
    PortRanges ports = ports("5000-5006", "7000", "9000-9003");
    List<Integer> expected =
        List.of(5000, 5001, 5002, 5003, 5004, 5005, 5006, 7000, 9000, 9001, 9002, 9003);

    for (int seed = 0; seed < 100; seed++) {
      assertThat(ports.shuffled(new Random(seed)).boxed())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThat(ports.shuffled(new Random(1)).boxed())
        .isNotEqualTo(ports.shuffled(new Random(2)).boxed().toList());
    assertThat(PortRanges.NONE.shuffled(new Random(1))).isEmpty();
  }
}
