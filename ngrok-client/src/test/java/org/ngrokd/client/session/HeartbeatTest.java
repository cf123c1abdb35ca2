package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All times are the frozen ones of an embedded channel. */
class HeartbeatTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<String> told = new ArrayList<>();
  private long wallClock;
  private final Heartbeat heartbeat =
      new Heartbeat(
          channel.eventLoop(), () -> wallClock, () -> told.add("ping"), () -> told.add("lost"));

  @BeforeEach
  void freeze() {
    channel.freezeTime();
    heartbeat.start();
    pass(Duration.ofSeconds(1));
    told.remove("ping"); // the first, which tells how far the server is
    heartbeat.ponged();
  }

  @AfterEach
  void close() {
    heartbeat.stop();
    channel.finishAndReleaseAll();
  }

  /** Time passes as it does while the computer is awake: the timers see it and so does the wall. */
  private void pass(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      wallClock += 1000;
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  @Test
  void firstPingComesAfterASecondAndTellsTheLatency() {
    EmbeddedChannel other = new EmbeddedChannel();
    other.freezeTime();
    Heartbeat begun = new Heartbeat(other.eventLoop(), () -> 0, () -> told.add("first"), () -> {});
    begun.start();

    other.advanceTimeBy(1, TimeUnit.SECONDS);
    other.runScheduledPendingTasks();
    assertThat(told).containsExactly("first");
    other.advanceTimeBy(23, TimeUnit.MILLISECONDS);

    assertThat(begun.ponged()).contains(Duration.ofMillis(23));
    begun.stop();
    other.finishAndReleaseAll();
  }

  @Test
  void pingsAfterTwentySeconds() {
    pass(Duration.ofSeconds(19));
    assertThat(told).isEmpty();

    pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly("ping");
  }

  @Test
  void pingsEveryTwentySecondsWhileItIsAnswered() {
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(20));
      heartbeat.ponged();
    }

    assertThat(told).hasSize(10).containsOnly("ping");
  }

  @Test
  void isLostFifteenSecondsAfterAPingWithoutPong() {
    pass(Duration.ofSeconds(20 + 14));
    assertThat(told).containsExactly("ping");

    pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly("ping", "lost");
  }

  @Test
  void pongInTheLastMomentIsInTime() {
    pass(Duration.ofSeconds(20 + 14));

    heartbeat.ponged();
    pass(Duration.ofSeconds(5));

    assertThat(told).containsExactly("ping");
  }

  @Test
  void lossIsToldOnce() {
    pass(Duration.ofSeconds(200));

    assertThat(told).containsExactly("ping", "lost");
  }

  @Test
  void pongNobodyAskedForChangesNothing() {
    pass(Duration.ofSeconds(10));

    heartbeat.ponged();
    pass(Duration.ofSeconds(10));

    assertThat(told).containsExactly("ping");
  }

  @Test
  void computerThatSleptPingsAtOnce() {
    pass(Duration.ofSeconds(5));

    wallClock += Duration.ofHours(8).toMillis();
    pass(Duration.ofSeconds(1));

    assertThat(told).containsExactly("ping");
  }

  @Test
  void deadConnectionAfterSleepIsLostFifteenSecondsLater() {
    pass(Duration.ofSeconds(5));

    wallClock += Duration.ofHours(8).toMillis();
    pass(Duration.ofSeconds(1 + 14));
    assertThat(told).containsExactly("ping");

    pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly("ping", "lost");
  }

  @Test
  void computerThatSleptWhileAPingWasUnderWayGetsItsFifteenSeconds() {
    pass(Duration.ofSeconds(20 + 5));

    wallClock += Duration.ofHours(8).toMillis();
    pass(Duration.ofSeconds(9));
    assertThat(told).containsExactly("ping");

    heartbeat.ponged();
    pass(Duration.ofSeconds(5));
    assertThat(told).containsExactly("ping");
  }

  @Test
  void clockSetBackOrABitForwardIsNoSleep() {
    pass(Duration.ofSeconds(5));

    wallClock -= Duration.ofHours(1).toMillis();
    pass(Duration.ofSeconds(1));
    wallClock += Duration.ofSeconds(9).toMillis();
    pass(Duration.ofSeconds(1));

    assertThat(told).isEmpty();
  }

  @Test
  void withAnotherServerItPingsOftenAndTellsThatAPongIsLate() {
    heartbeat.often(true, () -> told.add("late"));
    pass(Duration.ofSeconds(2));
    assertThat(told).containsExactly("ping");
    heartbeat.ponged();
    pass(Duration.ofSeconds(2));
    assertThat(told).containsExactly("ping", "ping");

    pass(Duration.ofSeconds(2));
    assertThat(told).containsExactly("ping", "ping");
    pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly("ping", "ping", "late");

    pass(Duration.ofSeconds(11));
    assertThat(told).containsExactly("ping", "ping", "late");
    pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly("ping", "ping", "late", "lost");
  }

  @Test
  void withoutAnotherServerItPingsAsBefore() {
    heartbeat.often(true, () -> told.add("late"));
    pass(Duration.ofSeconds(2));
    heartbeat.ponged();
    heartbeat.often(false, () -> told.add("late"));
    told.clear();

    pass(Duration.ofSeconds(19));
    assertThat(told).isEmpty();
    pass(Duration.ofSeconds(1 + 14));
    assertThat(told).containsExactly("ping");
  }

  @Test
  void stoppedHeartbeatIsSilent() {
    pass(Duration.ofSeconds(5));

    heartbeat.stop();
    pass(Duration.ofSeconds(100));

    assertThat(told).isEmpty();
  }
}
