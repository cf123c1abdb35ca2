package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.Seeds;

class BackoffTest {
  private static final double NO_JITTER = 0.0;

  @Test
  void waitsDoubleUpToThirtySeconds() {
    Backoff backoff = new Backoff(() -> NO_JITTER);

    List<Duration> waits = Stream.generate(backoff::next).limit(8).toList();

    assertThat(waits.stream().map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
  }

  @Test
  void resetStartsAgainWithOneSecond() {
    Backoff backoff = new Backoff(() -> NO_JITTER);
    Stream.generate(backoff::next).limit(6).forEach(wait -> {});

    backoff.reset();

    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void jitterShortensByAQuarterAtMost() {
    Backoff backoff = new Backoff(() -> 0.999999);

    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(750));
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void jitterNeverLeavesItsBounds() {
    Random random = Seeds.random();
    Backoff backoff = new Backoff(random::nextDouble);
    Stream.generate(backoff::next).limit(6).forEach(wait -> {});

    assertThat(Stream.generate(backoff::next).limit(1000))
        .allSatisfy(
            wait ->
                assertThat(wait).isBetween(Duration.ofMillis(22_500), Duration.ofMillis(30_000)));
  }

  @Test
  void thousandsOfFailuresStillWaitThirtySeconds() {
    Backoff backoff = new Backoff(() -> NO_JITTER);
    Stream.generate(backoff::next).limit(100_000).forEach(wait -> {});

    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(30));
  }
}
