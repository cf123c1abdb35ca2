package org.ngrokd.streams.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final MockTicker ticker = Ticker.newMockTicker();
  private final Pace pace = new Pace(1_000_000, ticker);

  private Duration waitAfter(int bytes) {
    return Duration.ofNanos(Math.max(0, pace.take(bytes)));
  }

  @Test
  void aQuarterOfASecondMayComeAtOnce() {
    assertThat(waitAfter(250_000)).isZero();
    assertThat(waitAfter(100_000)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void whatWasWaitedForIsFreeAgain() {
    assertThat(waitAfter(1_250_000)).isEqualTo(Duration.ofSeconds(1));
    ticker.advance(1, TimeUnit.SECONDS);
    assertThat(waitAfter(500_000)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void aLongSilenceAllowsNoMoreThanABurst() {
    waitAfter(250_000);
    ticker.advance(1, TimeUnit.HOURS);
    assertThat(waitAfter(350_000)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void anotherPaceHoldsFromNowOn() {
    waitAfter(250_000);
    pace.change(2_000_000);
    assertThat(waitAfter(2_000_000)).isEqualTo(Duration.ofSeconds(1));
  }
}
