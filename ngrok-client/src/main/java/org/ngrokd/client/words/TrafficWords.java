package org.ngrokd.client.words;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.client.config.TrafficRules;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.config.UserAgents;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Option;

/** The options of today's agents that say what this client does with requests and replies. */
public final class TrafficWords {
  @Option(
      names = {"-compression", "--compression"},
      arity = "0..1",
      fallbackValue = "true",
      description = "Compress replies for visitors who take that.")
  private boolean isCompressed;

  @Option(
      names = {"-circuit-breaker", "--circuit-breaker"},
      defaultValue = "",
      paramLabel = "SHARE",
      description =
          "Leave the local service alone for a while when this share of requests or more fail,"
              + " as 0.5.")
  private String breaker = "";

  @Option(
      names = {"-ua-filter-allow", "--ua-filter-allow"},
      paramLabel = "REGEX",
      description =
          "Let in visitors whose User-Agent matches this, and no others; may be given several"
              + " times.")
  private List<String> allowed = new ArrayList<>();

  @Option(
      names = {"-ua-filter-deny", "--ua-filter-deny"},
      paramLabel = "REGEX",
      description = "Do not let in visitors whose User-Agent matches this.")
  private List<String> denied = new ArrayList<>();

  @Option(
      names = {"-upstream-protocol", "--upstream-protocol", "-app-protocol", "--app-protocol"},
      defaultValue = "http1",
      paramLabel = "VERSION",
      description = "What the local service speaks: http1, or http2 (${DEFAULT-VALUE}).")
  private String protocol = "";

  @Option(
      names = {"-websocket-tcp-converter", "--websocket-tcp-converter"},
      arity = "0..1",
      fallbackValue = "true",
      description = "The local service speaks bare TCP: it gets what visitors' WebSockets carry.")
  private boolean takesWebSockets;

  /** Whether one of them was typed. */
  boolean areTyped() {
    return isCompressed
        || !breaker.isEmpty()
        || !allowed.isEmpty()
        || !denied.isEmpty()
        || !protocol.equals("http1")
        || takesWebSockets;
  }

  /**
   * What is done with requests and replies.
   *
   * @throws IllegalArgumentException when the share is none
   */
  TrafficRules rules() {
    TrafficRules rules =
        TrafficRules.NONE
            .withCompression(isCompressed)
            .withUserAgents(new UserAgents(allowed, denied));
    return breaker.isEmpty() ? rules : rules.withBreaker(share(breaker));
  }

  /** What the local service speaks. */
  UpstreamOptions upstream(UpstreamOptions others) {
    if (!protocol.equals("http1") && !protocol.equals("http2")) {
      throw new UsageException(
          "--upstream-protocol is '" + protocol + "'; expected http1 or http2");
    }
    return others.withHttp2(protocol.equals("http2")).withWebSockets(takesWebSockets);
  }

  private static double share(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UsageException("--circuit-breaker is '" + text + "'; expected a share, as 0.5");
    }
  }
}
