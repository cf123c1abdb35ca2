package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final TokenBucket bucket = new TokenBucket(10, 30, -5);

  private int taken(int tries, long nowNanos) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += bucket.take(nowNanos) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void burstIsAllowedAndThenTheRate() {
    assertThat(taken(100, -5)).isEqualTo(30);
    assertThat(taken(100, -5 + SECOND)).isEqualTo(10);
    assertThat(taken(100, -5 + SECOND + SECOND / 10)).isEqualTo(1);
  }

  @Test
  void silenceBringsNoMoreThanOneBurst() {
    assertThat(taken(30, -5)).isEqualTo(30);
    assertThat(taken(1_000_000, 100_000 * SECOND)).isEqualTo(30);
  }

  @Test
  void whoKeepsToTheRateIsNeverStopped() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(bucket.take(i * SECOND / 10)).isTrue();
    }
  }

  @Test
  void anotherRateHoldsFromNowOn() {
    assertThat(taken(100, -5)).isEqualTo(30);
    bucket.change(2.5, 5, -5 + SECOND); // ten have come meanwhile, and five may stay

    assertThat(taken(100, -5 + SECOND)).isEqualTo(5);
    assertThat(taken(100, -5 + 3 * SECOND)).isEqualTo(5);
  }
}
