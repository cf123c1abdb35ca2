package org.ngrokd.client.pair;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TrafficRules;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.streams.net.HostAndPort;

/** A client in this JVM whose tunnel "web" has rules of its own. */
final class RuledTunnel implements AutoCloseable {
  private final RunningClient client;
  private final int http;

  private RuledTunnel(RunningClient client, int http) {
    this.client = client;
    this.http = http;
  }

  static RuledTunnel with(Pair pair, String local, TrafficRules rules) {
    return with(pair, local, HttpRules.NONE.withTraffic(rules), Upstream.PLAIN);
  }

  static RuledTunnel with(Pair pair, String local, UpstreamOptions options) {
    return with(pair, local, HttpRules.NONE, Upstream.PLAIN.withOptions(options));
  }

  static RuledTunnel with(Pair pair, String local, HttpRules rules, Upstream upstream) {
    return with(
        pair, "http", local, TunnelConfig.Options.NONE.withHttp(rules).withUpstream(upstream));
  }

  static RuledTunnel with(Pair pair, String protocol, String local, TunnelConfig.Options options) {
    RunningClient client =
        RunningClient.begin(
            new ClientConfig(
                new HostAndPort("localhost", pair.port("tunnel")),
                "",
                new Trust.RootCas(pair.ca()),
                Optional.empty(),
                List.of(
                    new TunnelConfig(
                        "web", Map.of(protocol, LocalAddress.parse(local)), "web", "", options)),
                true,
                InspectOptions.DEFAULT.withAddress(Optional.of(new HostAndPort("127.0.0.1", 0))),
                Comeback.UNTIL_REFUSED),
            SessionEvents.NONE);
    client.awaitOpen(Duration.ofSeconds(30));
    return new RuledTunnel(client, pair.port("http"));
  }

  RunningClient client() {
    return client;
  }

  /** Somebody who comes by http. */
  Visitor visitor() throws IOException {
    return Visitor.connect(http);
  }

  @Override
  public void close() {
    client.close();
  }
}
