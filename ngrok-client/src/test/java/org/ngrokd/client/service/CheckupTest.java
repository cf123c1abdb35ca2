package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CheckupTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<String> told = new ArrayList<>();
  private String wrong = "";
  private int looks;
  private final Checkup checkup =
      new Checkup(
          loop -> {
            looks++;
            return loop.newSucceededFuture(wrong);
          },
          INTERVAL,
          (isWell, reason) -> told.add(isWell ? "well" : reason));

  CheckupTest() {
    channel.freezeTime();
  }

  private void look(String next) {
    wrong = next;
    channel.advanceTimeBy(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private void start(String first) {
    wrong = first;
    checkup.start(channel.eventLoop());
    channel.runPendingTasks();
  }

  @Test
  void oneThatWasWellFailsWhenTwoLooksInARowSaySo() {
    start("");
    look("500");
    assertThat(checkup.isWell()).isTrue();
    look("");
    look("501");
    assertThat(told).isEmpty();

    look("502");

    assertThat(checkup.isWell()).isFalse();
    assertThat(told).containsExactly("502");
  }

  @Test
  void veryFirstLookDecides() {
    start("500");

    assertThat(checkup.isWell()).isFalse();
    assertThat(told).containsExactly("500");
  }

  @Test
  void oneLookIsEnoughToBeWellAgain() {
    start("500");
    look("500");
    look("");

    assertThat(checkup.isWell()).isTrue();
    assertThat(told).containsExactly("500", "well");
  }

  @Test
  void nobodyLooksAnyMoreWhenItIsStopped() {
    start("");
    checkup.stop();
    look("");
    look("");

    assertThat(looks).isEqualTo(1);
  }
}
