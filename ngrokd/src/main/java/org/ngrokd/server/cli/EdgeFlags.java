package org.ngrokd.server.cli;

import java.time.Duration;
import java.util.List;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.edge.EdgePolicy.Forwarding;
import org.ngrokd.server.edge.EdgePolicy.HeadLimits;
import org.ngrokd.server.tunnel.PoolBalance;
import org.ngrokd.streams.net.CidrList;
import picocli.CommandLine.Option;

/** The flags of {@code ngrokd} that say how visitors are treated. */
final class EdgeFlags {
  private static final int SMALLEST_HEAD = 1024;

  @Option(
      names = {"-maxHeadBytes", "--maxHeadBytes"},
      defaultValue = "65536",
      description = "Longest request head, in bytes (${DEFAULT-VALUE}).")
  private int maxHeadBytes;

  @Option(
      names = {"-maxHeaders", "--maxHeaders"},
      defaultValue = "100",
      description = "Most header lines of a request (${DEFAULT-VALUE}).")
  private int maxHeaders;

  @Option(
      names = {"-headTimeout", "--headTimeout"},
      defaultValue = "10",
      description = "Seconds that a visitor has for a request head (${DEFAULT-VALUE}).")
  private int headTimeout;

  @Option(
      names = {"-idleTimeout", "--idleTimeout"},
      defaultValue = "60",
      description = "Seconds that a visitor may be silent between two requests (${DEFAULT-VALUE}).")
  private int idleTimeout;

  @Option(
      names = {"-halfCloseTimeout", "--halfCloseTimeout"},
      defaultValue = "10",
      description =
          "Seconds that a local service may be silent towards a visitor who has finished sending,"
              + " before that one counts as gone (${DEFAULT-VALUE}).")
  private int halfCloseTimeout;

  @Option(
      names = {"-minBodyRate", "--minBodyRate"},
      defaultValue = "100",
      description =
          "Slowest pace of a request's body, in bytes per second, 0 for any (${DEFAULT-VALUE}).")
  private int minBodyRate;

  @Option(
      names = {"-forwardedHeaders", "--forwardedHeaders"},
      defaultValue = "true",
      arity = "0..1",
      fallbackValue = "true",
      description =
          "Tell local services who the visitor is, in X-Forwarded-* headers (${DEFAULT-VALUE}).")
  private boolean forwardedHeaders;

  @Option(
      names = {"-trustedProxies", "--trustedProxies"},
      defaultValue = "",
      split = ",",
      description =
          "Networks, separated by commas, of proxies before this server: their own X-Forwarded-*"
              + " headers are believed, and they are not counted as one visitor (none).")
  private List<String> trustedProxies = List.of();

  @Option(
      names = {"-proxyProtocol", "--proxyProtocol"},
      description =
          "Public connections begin with a PROXY header, version 1 or 2; with -trustedProxies only"
              + " those of these proxies.")
  private boolean proxyProtocol;

  @Option(
      names = {"-redirectToHttps", "--redirectToHttps"},
      description = "Send visitors by http to https, where the tunnel has both.")
  private boolean redirectToHttps;

  @Option(
      names = {"-poolBalance", "--poolBalance"},
      defaultValue = "turn",
      description =
          "How clients that share a name have its visitors: turn, one after the other; least, the"
              + " one with the fewest connections (${DEFAULT-VALUE}).")
  private String poolBalance = "turn";

  EdgePolicy policy() {
    return new EdgePolicy(
        new HeadLimits(
            FloodFlags.atLeast("-maxHeadBytes", SMALLEST_HEAD, maxHeadBytes),
            FloodFlags.atLeast("-maxHeaders", 1, maxHeaders),
            Duration.ofSeconds(FloodFlags.atLeast("-headTimeout", 1, headTimeout))),
        Duration.ofSeconds(FloodFlags.atLeast("-idleTimeout", 1, idleTimeout)),
        FloodFlags.atLeast("-minBodyRate", 0, minBodyRate),
        new Forwarding(forwardedHeaders, trusted(), proxyProtocol),
        redirectToHttps,
        Duration.ofSeconds(FloodFlags.atLeast("-halfCloseTimeout", 1, halfCloseTimeout)),
        balance());
  }

  private PoolBalance balance() {
    try {
      return PoolBalance.of(poolBalance);
    } catch (IllegalArgumentException e) {
      throw new UsageException("-poolBalance " + e.getMessage());
    }
  }

  private CidrList trusted() {
    List<String> networks = trustedProxies.stream().filter(text -> !text.isBlank()).toList();
    try {
      return CidrList.parse(networks);
    } catch (IllegalArgumentException e) {
      throw new UsageException("-trustedProxies " + e.getMessage());
    }
  }
}
