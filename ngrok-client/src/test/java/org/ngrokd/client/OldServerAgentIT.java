package org.ngrokd.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.client.ClientFixture.startProxy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.HealthCheck;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.TunnelConfig.Options;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;

/** What an old server does not know that today's agents ask for. */
class OldServerAgentIT {
  private static final String URL = "http://shop.example:8080";
  private static final Duration SOON = Duration.ofSeconds(25);

  private final ClientFixture fixture = new ClientFixture();

  OldServerAgentIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private static TunnelConfig tunnel(String address, Options options) {
    return new TunnelConfig(
        "shop", Map.of("http", LocalAddress.parse(address)), "shop", "", options);
  }

  private static Options with(AgentOptions agent) {
    return Options.NONE.withAgent(agent);
  }

  @Test
  void sharedNameIsNotAskedFor() throws Exception {
    fixture.begin(tunnel("8080", with(AgentOptions.NONE.withPool(true))));
    ScriptedPeer control = fixture.control();

    assertThat(fixture.heard.await("refused"))
        .isEqualTo(
            "refused Server failed to allocate tunnel: this server is too old to let several"
                + " clients share a name (pooling): update it, or ask without");
    assertThat(control.expectClosed()).as("without a request").isNotNull();
  }

  @Test
  void tunnelWithSeveralPasswordsIsNotAskedFor() throws Exception {
    AgentOptions agent = AgentOptions.NONE.withOtherPasswords(List.of("a:secret", "b:secret"));
    fixture.begin(tunnel("8080", with(agent)));
    ScriptedPeer control = fixture.control();

    assertThat(fixture.heard.await("refused"))
        .isEqualTo(
            "refused Server failed to allocate tunnel: this server is too old for several"
                + " passwords of a tunnel: update it, or ask with one");
    assertThat(control.expectClosed()).as("without a request").isNotNull();
  }

  @Test
  void failingServiceIsToldByTheClientAndNeverToTheServer() throws Exception {
    HealthCheck check = new HealthCheck("", Duration.ofSeconds(1), Duration.ofSeconds(1));
    Upstream checked =
        Upstream.PLAIN.withOptions(UpstreamOptions.NONE.withHealth(Optional.of(check)));
    fixture.begin(tunnel(LocalService.nobody(), Options.NONE.withUpstream(checked)));
    ScriptedPeer control = fixture.controlWithTunnel(URL);
    assertThat(fixture.heard.await("warned"))
        .contains("fails its health check (")
        .endsWith(": visitors get a maintenance page until it is well");

    ScriptedPeer proxy = fixture.proxy(control);
    proxy.sendSplit(startProxy(URL, "203.0.113.7:1"));
    proxy.socket().writeRecord("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");

    assertThat(new String(proxy.socket().readUntilClosed(SOON), ISO_8859_1))
        .startsWith("HTTP/1.0 503 Service Unavailable\r\nRetry-After: 10\r\n");
    assertThat(MessageText.type(control.expectJoinedMessage())).isEqualTo("Ping");
  }
}
