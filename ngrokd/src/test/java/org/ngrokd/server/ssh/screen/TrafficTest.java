package org.ngrokd.server.ssh.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.ssh.screen.Traffic.Seen;
import org.ngrokd.server.ssh.screen.Traffic.State;

class TrafficTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private final Traffic traffic = new Traffic(() -> NOON, nanos::get);

  @Test
  void aVisitIsSeenFromItsBeginningToItsEnd() {
    Traffic.Entry entry = traffic.began("GET", "/a");
    nanos.set(Duration.ofMillis(5).toNanos());
    assertThat(traffic.sight(10).last())
        .containsExactly(new Seen(NOON, "GET", "/a", 0, State.UNDER_WAY, Duration.ofMillis(5)));

    entry.answered(200);
    entry.ended(10, 20, true);
    nanos.set(Duration.ofHours(1).toNanos());

    assertThat(traffic.sight(10))
        .isEqualTo(
            new Traffic.Sight(
                List.of(new Seen(NOON, "GET", "/a", 200, State.ENDED, Duration.ofMillis(5))),
                1,
                0,
                10,
                20));
  }

  @Test
  void theNewestComeFirstAndOldOnesAreForgotten() {
    for (int i = 0; i < 1000; i++) {
      traffic.began("GET", "/" + i).ended(1, 1, true);
    }

    assertThat(traffic.sight(1000).last()).hasSize(100);
    assertThat(traffic.sight(2).last()).extracting(Seen::target).containsExactly("/999", "/998");
    assertThat(traffic.sight(0).total()).isEqualTo(1000);
  }

  @Test
  void whatStrangersSendIsCutAndMadeHarmless() {
    traffic.began("GET\033[2J", "/" + "x".repeat(10_000) + "\007");

    Seen seen = traffic.sight(1).last().get(0);
    assertThat(seen.what()).isEqualTo("GET·[2J");
    assertThat(seen.target()).hasSize(201).endsWith("x…");
  }

  @Test
  void clearingKeepsWhatIsUnderWayAndTheCounts() {
    traffic.began("GET", "/done").ended(1, 2, false);
    traffic.began("GET", "/open");

    traffic.clear();

    assertThat(traffic.sight(10).last()).extracting(Seen::target).containsExactly("/open");
    assertThat(traffic.sight(10).total()).isEqualTo(2);
  }

  @Test
  void whoListensIsToldOfEachChange() {
    AtomicInteger told = new AtomicInteger();
    Runnable listener = told::incrementAndGet;
    traffic.listen(listener);

    Traffic.Entry entry = traffic.began("GET", "/");
    entry.answered(200);
    entry.ended(1, 1, true);
    traffic.ignore(listener);
    traffic.clear();

    assertThat(told).hasValue(3);
  }
}
