package org.ngrokd.streams.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a service manager says by variables is for one process. */
class EnvironmentTest {
  private static final String OURS = Long.toString(ProcessHandle.current().pid());

  @Test
  void watchdogWaitsForTheProcessThatItNames() {
    assertThat(WatchdogTime.of(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", OURS)))
        .hasValue(Duration.ofSeconds(30));
    assertThat(WatchdogTime.of(Map.of("WATCHDOG_USEC", "1000"))).hasValue(Duration.ofMillis(1));
    assertThat(WatchdogTime.of(Map.of("WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"))).isEmpty();
    assertThat(WatchdogTime.of(Map.of("WATCHDOG_USEC", "soon"))).isEmpty();
    assertThat(WatchdogTime.of(Map.of())).isEmpty();
  }

  @Test
  void socketsBeginBehindTheThreeThatEveryProcessHas() {
    assertThat(
            ActivatedSocket.of(
                Map.of("LISTEN_FDS", "3", "LISTEN_PID", OURS, "LISTEN_FDNAMES", "http::tunnel")))
        .containsExactly(
            new ActivatedSocket(3, "http"),
            new ActivatedSocket(4, ""),
            new ActivatedSocket(5, "tunnel"));
    assertThat(ActivatedSocket.of(Map.of("LISTEN_FDS", "1", "LISTEN_PID", OURS)))
        .containsExactly(new ActivatedSocket(3, ""));
    assertThat(ActivatedSocket.of(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "1"))).isEmpty();
    assertThat(ActivatedSocket.of(Map.of("LISTEN_FDS", "many", "LISTEN_PID", OURS))).isEmpty();
  }
}
