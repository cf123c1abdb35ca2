package org.ngrokd.server.cli;

import java.time.Duration;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.limits.FloodLimits;
import picocli.CommandLine.Option;

/** The flags of {@code ngrokd} that say how much strangers may ask of the server. */
final class FloodFlags {
  @Option(
      names = {"-maxControlsPerIp", "--maxControlsPerIp"},
      defaultValue = "50",
      description = "Most control connections of one address, 0 for any number (${DEFAULT-VALUE}).")
  private int maxControlsPerIp;

  @Option(
      names = {"-firstMessageTimeout", "--firstMessageTimeout"},
      defaultValue = "10",
      description = "Seconds that a client has for its first message (${DEFAULT-VALUE}).")
  private int firstMessageTimeout;

  @Option(
      names = {"-maxUnauthenticated", "--maxUnauthenticated"},
      defaultValue = "1000",
      description =
          "Most connections of clients, in all, that have not said who they are, 0 for any number"
              + " (${DEFAULT-VALUE}).")
  private int maxUnauthenticated;

  @Option(
      names = {"-maxWaiting", "--maxWaiting"},
      defaultValue = "5000",
      description =
          "Most visitors, in all, that wait for a client's proxy connection, 0 for any number"
              + " (${DEFAULT-VALUE}).")
  private int maxWaiting;

  @Option(
      names = {"-maxMessageRate", "--maxMessageRate"},
      defaultValue = "100",
      description =
          "Most messages per second on a control connection, 0 for any number (${DEFAULT-VALUE}).")
  private int maxMessageRate;

  @Option(
      names = {"-maxTunnelsPerClient", "--maxTunnelsPerClient"},
      defaultValue = "250",
      description =
          "Most tunnels of one client, each protocol counts, 0 for any number (${DEFAULT-VALUE}).")
  private int maxTunnelsPerClient;

  @Option(
      names = {"-maxTunnels", "--maxTunnels"},
      defaultValue = "10000",
      description =
          "Most tunnels in all, a quarter of them for one address, 0 for any number"
              + " (${DEFAULT-VALUE}).")
  private int maxTunnels;

  @Option(
      names = {"-maxVisitorsPerIp", "--maxVisitorsPerIp"},
      defaultValue = "1000",
      description = "Most public connections of one address, 0 for any number (${DEFAULT-VALUE}).")
  private int maxVisitorsPerIp;

  @Option(
      names = {"-maxVisitors", "--maxVisitors"},
      defaultValue = "0",
      description =
          "Most public connections in all, 0 for as many as the file descriptors allow"
              + " (${DEFAULT-VALUE}).")
  private int maxVisitors;

  @Option(
      names = {"-stallTimeout", "--stallTimeout"},
      defaultValue = "60",
      description =
          "Seconds that a peer may take nothing of what waits for it while memory is short"
              + " (${DEFAULT-VALUE}).")
  private int stallTimeout;

  FloodLimits limits() {
    return new FloodLimits(
        new FloodLimits.Clients(
            atLeast("-maxControlsPerIp", 0, maxControlsPerIp),
            Duration.ofSeconds(atLeast("-firstMessageTimeout", 1, firstMessageTimeout)),
            atLeast("-maxUnauthenticated", 0, maxUnauthenticated),
            atLeast("-maxWaiting", 0, maxWaiting),
            atLeast("-maxMessageRate", 0, maxMessageRate)),
        new FloodLimits.Visitors(
            atLeast("-maxVisitorsPerIp", 0, maxVisitorsPerIp),
            atLeast("-maxVisitors", 0, maxVisitors)),
        new FloodLimits.Memory(
            FloodLimits.Memory.DEFAULT.bytes(),
            Duration.ofSeconds(atLeast("-stallTimeout", 1, stallTimeout))),
        new FloodLimits.Tunnels(
            atLeast("-maxTunnelsPerClient", 0, maxTunnelsPerClient),
            atLeast("-maxTunnels", 0, maxTunnels)));
  }

  /** The value, or one line on what is allowed. */
  static int atLeast(String flag, int least, int value) {
    if (value < least) {
      throw new UsageException(flag + " '" + value + "': expected a number, at least " + least);
    }
    return value;
  }
}
