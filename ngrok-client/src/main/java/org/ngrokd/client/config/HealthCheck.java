package org.ngrokd.client.config;

import java.time.Duration;

/**
 * How it is found out whether a local service is well.
 *
 * @param path what is asked for by HTTP, as "/healthz"; "" for a connection that is accepted, which
 *     is all there is to ask of a service that speaks no HTTP
 * @param interval from one check to the next; 1 s to 1 h
 * @param timeout until the answer counts as none; 100 ms to 1 min
 */
public record HealthCheck(String path, Duration interval, Duration timeout) {
  /** Unless told. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Unless told. */
  public static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

  /**
   * A checked check.
   *
   * @throws IllegalArgumentException when the path is none, or a time is out of its range
   */
  public HealthCheck {
    if (!path.isEmpty() && !path.matches("/[!-~]*")) {
      throw new IllegalArgumentException(
          "path is '" + path + "'; expected one that starts with /, as /healthz");
    }
    between("interval", interval, SHORTEST_INTERVAL, LONGEST_INTERVAL);
    between("timeout", timeout, SHORTEST_TIMEOUT, LONGEST_TIMEOUT);
  }

  private static void between(String what, Duration is, Duration least, Duration most) {
    if (is.compareTo(least) < 0 || is.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + " is " + text(is) + "; expected " + text(least) + " to " + text(most));
    }
  }

  private static String text(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }
}
