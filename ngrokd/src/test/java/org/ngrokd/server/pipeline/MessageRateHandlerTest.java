package org.ngrokd.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;

class MessageRateHandlerTest {
  private final LimitCounters counters = new LimitCounters();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  private void limit(int perSecond) {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new MessageRateHandler(
                perSecond, new FloodReports(counters), ConnectionLog.next(ConnectionType.CTL)));
  }

  private boolean send(int messages) {
    boolean open = true;
    for (int i = 0; i < messages && open; i++) {
      channel.writeInbound("message");
      open = channel.isOpen();
    }
    return open;
  }

  @Test
  void tenSecondsWorthAtOnceIsTaken() {
    limit(100);

    assertThat(send(1000)).isTrue();
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    assertThat(send(100)).isTrue();

    assertThat(channel.inboundMessages()).hasSize(1100);
    channel.finishAndReleaseAll();
  }

  @Test
  void moreIsClosedWithOneLineAndNotPassedOn() {
    limit(100);
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      assertThat(send(1001)).isFalse();

      assertThat(channel.inboundMessages()).hasSize(1000);
      assertThat(counters.count(Limit.CONTROL_MESSAGES)).isEqualTo(1);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN More than 100 messages per second (peer ");
    }
    channel.finishAndReleaseAll();
  }

  @Test
  void lowRateStillLetsAClientOpenItsTunnels() {
    limit(1);

    assertThat(send(200)).isTrue();
    assertThat(send(1)).isFalse();
    channel.finishAndReleaseAll();
  }
}
