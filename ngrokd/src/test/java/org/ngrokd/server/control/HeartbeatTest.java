package org.ngrokd.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final AtomicInteger lost = new AtomicInteger();
  private final Heartbeat heartbeat = new Heartbeat(channel.eventLoop(), lost::incrementAndGet);

  @BeforeEach
  void start() {
    channel.freezeTime();
    heartbeat.start();
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void fortySecondsOfSilenceAreTooMany() {
    pass(39_999);
    assertThat(lost).hasValue(0);

    pass(1);
    assertThat(lost).hasValue(1);
    pass(100_000);
    assertThat(lost).hasValue(1);
  }

  @Test
  void pingEveryThirtySecondsIsEnough() {
    for (int i = 0; i < 10; i++) {
      pass(30_000);
      heartbeat.pinged();
    }
    assertThat(lost).hasValue(0);

    pass(39_999);
    assertThat(lost).hasValue(0);
    pass(1);
    assertThat(lost).hasValue(1);
  }

  @Test
  void nothingIsLostAfterTheStop() {
    heartbeat.stop();

    pass(100_000);
    assertThat(lost).hasValue(0);
  }
}
