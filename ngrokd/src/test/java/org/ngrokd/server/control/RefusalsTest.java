package org.ngrokd.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private final MockTicker ticker = Ticker.newMockTicker();
  private final Refusals refusals = new Refusals(ticker);

  @Test
  void waitGrowsToEightSeconds() {
    assertThat(IntStream.range(0, 9).mapToObj(i -> refusals.next("a").toMillis()))
        .containsExactly(0L, 250L, 500L, 1000L, 2000L, 4000L, 8000L, 8000L, 8000L);
    assertThat(refusals.next("b")).isZero();
  }

  @Test
  void addressIsForgottenAfterAMinuteWithoutRefusal() {
    refusals.next("a");
    ticker.advance(60, TimeUnit.SECONDS);
    assertThat(refusals.next("a")).isEqualTo(Duration.ofMillis(250));

    ticker.advance(61, TimeUnit.SECONDS);
    assertThat(refusals.next("a")).isZero();
  }

  @Test
  void floodOfAddressesForgetsTheOldest() {
    refusals.next("old");
    for (int i = 0; i < 10_000; i++) {
      refusals.next("flood" + i);
    }

    assertThat(refusals.next("flood9999")).isPositive();
    assertThat(refusals.next("old")).isZero();
  }
}
