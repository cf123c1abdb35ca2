package org.ngrokd.client.pair;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.streams.net.HostAndPort;

/** A client of a pair, with tunnels as a configuration has them, all of them open. */
final class ConfiguredClient implements AutoCloseable {
  private final RunningClient client;

  private ConfiguredClient(RunningClient client) {
    this.client = client;
  }

  static ConfiguredClient of(Pair pair, TunnelConfig... tunnels) {
    return of(pair, InspectOptions.NONE, tunnels);
  }

  static ConfiguredClient of(Pair pair, InspectOptions inspect, TunnelConfig... tunnels) {
    RunningClient client =
        RunningClient.begin(
            new ClientConfig(
                new HostAndPort("localhost", pair.port("tunnel")),
                "",
                new Trust.RootCas(pair.ca()),
                Optional.empty(),
                List.of(tunnels),
                true,
                inspect,
                Comeback.UNTIL_REFUSED),
            new SessionEvents() {});
    client.awaitOpen(Duration.ofSeconds(60));
    return new ConfiguredClient(client);
  }

  /** What runs. */
  RunningClient running() {
    return client;
  }

  @Override
  public void close() {
    client.close();
  }
}
