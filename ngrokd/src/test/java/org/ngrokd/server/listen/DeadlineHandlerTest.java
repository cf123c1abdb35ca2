package org.ngrokd.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.OurDelay;
import org.slf4j.event.Level;

/** Protocol: §1 "within 10 s", §5 "10 s to send a request head". */
class DeadlineHandlerTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();

  DeadlineHandlerTest() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new DeadlineHandler(
                Duration.ofSeconds(10),
                ConnectionLog.next(ConnectionType.TUN),
                Level.INFO,
                "first message"));
  }

  @Test
  void connectionThatIsLateIsClosed() {
    passes(9_999);
    assertThat(channel.isOpen()).isTrue();

    passes(1);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connectionThatIsInTimeStays() {
    passes(9_999);

    channel.pipeline().remove(DeadlineHandler.class);
    passes(60_000);

    assertThat(channel.isOpen()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void whoWaitsForUsLosesNoTime() {
    passes(9_999);

    channel.pipeline().fireUserEventTriggered(OurDelay.BEGINS);
    passes(20_000);
    channel.pipeline().fireUserEventTriggered(OurDelay.ENDS);
    passes(9_999);
    assertThat(channel.isOpen()).isTrue();

    passes(1);
    assertThat(channel.isOpen()).isFalse();
  }

  private void passes(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }
}
