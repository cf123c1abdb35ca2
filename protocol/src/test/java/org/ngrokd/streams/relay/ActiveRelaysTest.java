package org.ngrokd.streams.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ActiveRelaysTest {
  private final ActiveRelays relays = new ActiveRelays();

  @Test
  void runningRelaysAreCounted() {
    relays.started();
    relays.started();
    relays.ended();

    assertThat(relays.count()).isEqualTo(1);
  }

  @Test
  void nothingRunningIsDrainedAtOnce() throws Exception {
    relays.started();
    relays.ended();

    assertThat(relays.drain(Duration.ZERO)).isTrue();
  }

  @Test
  void relayThatRunsOnIsNotWaitedForLongerThanTheGrace() throws Exception {
    relays.started();

    assertThat(relays.drain(Duration.ofMillis(1))).isFalse();
  }

  @Test
  void drainWaitsForTheLastRelay() throws Exception {
    relays.started();
    relays.started();
    FutureTask<Boolean> drain = new FutureTask<>(() -> relays.drain(Duration.ofSeconds(10)));
    Thread waiting = new Thread(drain, "drain");
    waiting.start();

    relays.ended();
    relays.ended();

    assertThat(drain.get()).isTrue();
  }
}
