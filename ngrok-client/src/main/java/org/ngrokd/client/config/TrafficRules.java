package org.ngrokd.client.config;

import java.util.OptionalDouble;

/**
 * What this client does with the requests of an http tunnel on their way.
 *
 * @param isCompressed whether replies are compressed for visitors who take that
 * @param breaker the share of requests that fail (0 to 1, not 0) from which on the service is left
 *     alone for a while; empty: never
 */
public record TrafficRules(boolean isCompressed, OptionalDouble breaker, UserAgents userAgents) {
  /** Nothing. */
  public static final TrafficRules NONE =
      new TrafficRules(false, OptionalDouble.empty(), UserAgents.ALL);

  /**
   * Checked rules.
   *
   * @throws IllegalArgumentException when the share is out of its range
   */
  public TrafficRules {
    if (breaker.isPresent() && !(breaker.getAsDouble() > 0 && breaker.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "circuit_breaker is " + breaker.getAsDouble() + "; expected a share, as 0.5");
    }
  }

  /** Whether every request reaches the service. */
  public boolean letsEverybodyIn() {
    return breaker.isEmpty() && userAgents.areAll();
  }

  public TrafficRules withCompression(boolean compresses) {
    return new TrafficRules(compresses, breaker, userAgents);
  }

  public TrafficRules withBreaker(double share) {
    return new TrafficRules(isCompressed, OptionalDouble.of(share), userAgents);
  }

  public TrafficRules withUserAgents(UserAgents agents) {
    return new TrafficRules(isCompressed, breaker, agents);
  }
}
