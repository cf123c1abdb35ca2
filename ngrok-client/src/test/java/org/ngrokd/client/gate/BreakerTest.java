package org.ngrokd.client.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final List<String> told = new ArrayList<>();
  private Duration now = Duration.ofHours(-1);
  private final Breaker breaker = new Breaker(0.5, () -> now.toNanos(), told::add);

  private void goesOn(long seconds) {
    now = now.plusSeconds(seconds);
  }

  private Breaker.Pass admitted() {
    return breaker.admit().orElseThrow();
  }

  private void requests(int count, boolean hasFailed) {
    for (int i = 0; i < count; i++) {
      admitted().ended(hasFailed);
    }
  }

  @Test
  void fewRequestsSayNothing() {
    requests(9, true);

    assertThat(breaker.admit()).isPresent();
    assertThat(told).isEmpty();
  }

  @Test
  void opensWhenTheShareIsReachedAndSaysForHowLong() {
    requests(5, false);
    requests(4, true);
    assertThat(breaker.admit()).isPresent();

    requests(1, true);

    assertThat(breaker.admit()).isEmpty();
    assertThat(breaker.rest()).isEqualTo(Duration.ofSeconds(10));
    assertThat(told)
        .containsExactly(
            "fails: 5 of the last 10 requests. Visitors get a 503 for 10 s, then one is let in");
  }

  @Test
  void whatIsLongAgoIsForgotten() {
    requests(9, true);
    goesOn(10);
    requests(1, true);
    assertThat(breaker.admit()).isPresent();

    goesOn(9);
    requests(9, true);

    assertThat(breaker.admit()).isEmpty();
  }

  @Test
  void oneIsLetInAfterTheRestAndAllWhenItGoesWell() {
    requests(10, true);
    goesOn(10);

    Breaker.Pass trial = admitted();
    assertThat(breaker.admit()).isEmpty();
    trial.ended(false);

    requests(9, true); // as if nothing had been
    assertThat(breaker.admit()).isPresent();
    assertThat(told).hasSize(2).last().isEqualTo("answers again: visitors are let in");
  }

  @Test
  void trialThatFailsMeansAnotherRest() {
    requests(10, true);
    goesOn(10);

    admitted().ended(true);

    goesOn(9);
    assertThat(breaker.admit()).isEmpty();
    goesOn(1);
    assertThat(breaker.admit()).isPresent();
  }

  @Test
  void trialWhoseVisitorLeavesOrThatTakesTooLongIsFollowedByAnother() {
    requests(10, true);
    goesOn(10);

    admitted().abandoned();
    Breaker.Pass slow = admitted();
    assertThat(breaker.admit()).isEmpty();
    goesOn(10);
    Breaker.Pass next = admitted();
    slow.ended(true);
    assertThat(breaker.admit()).isEmpty();
    next.ended(false);

    assertThat(breaker.admit()).isPresent();
  }

  @Test
  void whatWasLetInBeforeItOpenedSaysNothingAfterwards() {
    Breaker.Pass early = admitted();
    requests(10, true);
    goesOn(10);
    Breaker.Pass trial = admitted();

    early.ended(false);

    assertThat(breaker.admit()).isEmpty();
    trial.ended(true);
    assertThat(breaker.admit()).isEmpty();
  }
}
