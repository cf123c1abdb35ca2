package org.ngrokd.client.gate;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.ngrokd.client.config.TrafficRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which requests of one tunnel are let in; a breaker for each local service. Any thread. */
public final class GateRules {
  private static final Logger LOG = LoggerFactory.getLogger(GateRules.class);

  private final Optional<UserAgentRules> agents;
  private final TrafficRules rules;
  private final String tunnel;
  private final LongSupplier clock;
  private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();

  private GateRules(TrafficRules rules, String tunnel, LongSupplier clock) {
    this.rules = rules;
    this.tunnel = tunnel;
    this.clock = clock;
    this.agents =
        rules.userAgents().areAll()
            ? Optional.empty()
            : Optional.of(new UserAgentRules(rules.userAgents()));
  }

  /**
   * What a tunnel asks for; empty when all are let in always.
   *
   * @throws org.ngrokd.kit.cli.UserException when a user agent is no regular expression
   */
  public static Optional<GateRules> of(TrafficRules rules, String tunnel, LongSupplier clock) {
    return rules.userAgents().areAll() && rules.breaker().isEmpty()
        ? Optional.empty()
        : Optional.of(new GateRules(rules, tunnel, clock));
  }

  Optional<UserAgentRules> agents() {
    return agents;
  }

  /**
   * The breaker before a service.
   *
   * @param service its address, one of a few; "" where the tunnel has but one
   */
  Optional<Breaker> breaker(String service) {
    return rules.breaker().isEmpty()
        ? Optional.empty()
        : Optional.of(
            breakers.computeIfAbsent(
                service,
                address ->
                    new Breaker(
                        rules.breaker().getAsDouble(), clock, line -> tell(address, line))));
  }

  private void tell(String service, String line) {
    LOG.warn(
        "The local service{} of the tunnel {} {}",
        service.isEmpty() ? "" : " " + service,
        tunnel,
        line);
  }
}
