package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.Seeds;

class ProxyDemandTest {
  private final ProxyDemand demand = new ProxyDemand(new ProxyLimits(4, 10, 2), 0);
  private long now;

  private int asked(int times) {
    int granted = 0;
    for (int i = 0; i < times; i++) {
      granted += demand.asked(now) ? 1 : 0;
    }
    return granted;
  }

  private int owed() {
    int opened = 0;
    while (demand.owes(now)) {
      opened++;
    }
    return opened;
  }

  private void started(int times) {
    for (int i = 0; i < times; i++) {
      demand.started(now);
    }
  }

  private void seconds(long count) {
    now += Duration.ofSeconds(count).toNanos();
  }

  @Test
  void serverThatPutsNoneToWorkGetsFew() {
    assertThat(asked(20_000)).isEqualTo(4);
    assertThat(owed()).isZero();
  }

  @Test
  void oneThatIsPutToWorkMakesRoomForTwo() {
    assertThat(asked(20)).isEqualTo(4);

    started(1);

    assertThat(owed()).as("in its place, and because a visitor came").isEqualTo(2);
  }

  @Test
  void nobodyWaitsLongerThanForItsTurn() {
    int opened = asked(10);

    while (opened < 10) {
      started(1);
      opened += owed();
    }

    assertThat(opened).isEqualTo(10);
    assertThat(owed()).isZero();
  }

  @Test
  void visitorsOfLongAgoDoNotCount() {
    assertThat(asked(4)).isEqualTo(4);
    started(4);
    for (int i = 0; i < 4; i++) {
      demand.gone(true);
    }

    seconds(11);
    assertThat(asked(6)).as("of the time before").isEqualTo(6);
    for (int i = 0; i < 6; i++) {
      demand.gone(false);
    }
    seconds(20);

    assertThat(asked(6)).isEqualTo(4);
  }

  @Test
  void noMoreThanTheMostAreOpen() {
    int opened = asked(30);
    for (int i = 0; i < 10; i++) {
      started(opened);
      opened = owed();
    }

    demand.gone(true);

    assertThat(owed()).isEqualTo(1);
    assertThat(owed()).isZero();
  }

  @Test
  void whatIsOwedIsForgottenWhenNobodyCanWaitForItAnyMore() {
    assertThat(asked(8)).isEqualTo(4);
    seconds(31);

    started(4);

    assertThat(owed()).isZero();
  }

  @Test
  void whatIsOpenIsWithinTheLimitsWhateverHappens() {
    for (int run = 0; run < 200; run++) {
      Random random = Seeds.random(run);
      ProxyDemand any = new ProxyDemand(new ProxyLimits(5, 20, 2), 0);
      int unstarted = 0;
      int started = 0;
      long time = 0;
      for (int step = 0; step < 2000; step++) {
        time += random.nextInt(2_000_000_000);
        switch (random.nextInt(5)) {
          case 0, 1 -> unstarted += any.asked(time) ? 1 : 0;
          case 2 -> unstarted += any.owes(time) ? 1 : 0;
          case 3 -> {
            if (unstarted > 0) {
              any.started(time);
              unstarted--;
              started++;
            }
          }
          default -> {
            boolean wasStarted = started > 0 && random.nextBoolean();
            if (wasStarted || unstarted > 0) {
              any.gone(wasStarted);
              started -= wasStarted ? 1 : 0;
              unstarted -= wasStarted ? 0 : 1;
            }
          }
        }
        assertThat(unstarted + started).isBetween(0, 20);
      }
    }
  }
}
