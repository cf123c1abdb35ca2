package org.ngrokd.streams.service;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** How long a service manager waits for a sign of life: sd_watchdog_enabled(3). */
final class WatchdogTime {
  private WatchdogTime() {}

  /**
   * What it says.
   *
   * @return empty when it does not wait, or not for this process
   */
  static Optional<Duration> of(Map<String, String> environment) {
    String pid = environment.getOrDefault("WATCHDOG_PID", "");
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    boolean isOurs = pid.isEmpty() || pid.equals(Long.toString(ProcessHandle.current().pid()));
    if (!isOurs || !micros.matches("[1-9][0-9]{0,17}")) {
      return Optional.empty();
    }
    return Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
  }
}
