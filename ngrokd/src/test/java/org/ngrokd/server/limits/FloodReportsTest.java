package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.streams.net.PeerAddress;

class FloodReportsTest {
  private final LimitCounters counters = new LimitCounters();
  private final FloodReports reports = new FloodReports(counters);

  @Test
  void addressIsToldOnceAMinuteAndTheRestIsSummedUp() {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      assertThat(reports.reached(Limit.PUBLIC_PER_ADDRESS, "203.0.113.1")).isTrue();
      assertThat(reports.reached(Limit.PUBLIC_PER_ADDRESS, "203.0.113.1")).isFalse();
      assertThat(reports.reached(Limit.PUBLIC_PER_ADDRESS, "203.0.113.1")).isFalse();
      assertThat(reports.reached(Limit.PUBLIC_PER_ADDRESS, "203.0.113.2")).isTrue();
      assertThat(reports.reached(Limit.CONTROLS_PER_ADDRESS, "203.0.113.1")).isTrue();

      reports.minuteEnds();
      reports.minuteEnds();

      assertThat(log.lines())
          .containsExactly(
              "WARN The limit public_per_address was reached 2 times more within the last minute");
      assertThat(reports.reached(Limit.PUBLIC_PER_ADDRESS, "203.0.113.1")).isTrue();
      assertThat(counters.count(Limit.PUBLIC_PER_ADDRESS)).isEqualTo(5);
    }
  }

  @Test
  void floodFromManyAddressesFillsNeitherLogNorMemory() {
    int told = 0;
    for (int i = 0; i < 100_000; i++) {
      told += reports.reached(Limit.PUBLIC_PER_ADDRESS, "address " + i) ? 1 : 0;
    }

    assertThat(told).isEqualTo(FloodReports.ADDRESSES);
  }

  private static EmbeddedChannel from(String address) {
    EmbeddedChannel channel = new EmbeddedChannel();
    PeerAddress.tell(channel, new InetSocketAddress(address, 1234));
    return channel;
  }

  @Test
  void junkIsToldOnceAMinuteForEachKindAndAddress() {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      assertThat(reports.junk(Junk.NOT_TLS, from("203.0.113.1"))).isTrue();
      assertThat(reports.junk(Junk.NOT_TLS, from("203.0.113.1"))).isFalse();
      assertThat(reports.junk(Junk.NOT_TLS, from("203.0.113.2"))).isTrue();
      assertThat(reports.junk(Junk.TLS_FAILED, from("203.0.113.1"))).isTrue();
      assertThat(reports.junk(Junk.UNKNOWN_TOKEN, from("2001:db8::1"))).isTrue();
      assertThat(reports.junk(Junk.UNKNOWN_TOKEN, from("2001:db8::ffff:1"))).isFalse();
      assertThat(reports.junk(Junk.UNKNOWN_TOKEN, from("2001:db8::ffff:2"))).isFalse();

      reports.minuteEnds();
      reports.minuteEnds();

      assertThat(log.lines())
          .containsExactlyInAnyOrder(
              "INFO 1 more connections did not speak TLS within the last minute",
              "INFO 2 more connections had no token that we know within the last minute");
      assertThat(reports.junk(Junk.NOT_TLS, from("203.0.113.1"))).isTrue();
    }
  }

  @Test
  void junkFromManyAddressesFillsNeitherLogNorMemory() {
    int told = 0;
    for (int i = 0; i < 10_000; i++) {
      EmbeddedChannel channel = from("198." + i / 250 + "." + i % 250 + ".1");
      told += reports.junk(Junk.TLS_FAILED, channel) ? 1 : 0;
    }

    assertThat(told).isEqualTo(FloodReports.ADDRESSES);
  }
}
