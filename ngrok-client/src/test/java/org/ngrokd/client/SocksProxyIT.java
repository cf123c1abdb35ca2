package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.HttpProxy;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.streams.net.HostAndPort;

/** A SOCKS5 proxy between the client and the server. */
class SocksProxyIT {
  /** A name that no resolver knows (RFC 6761): only the proxy can look it up. */
  private static final HostAndPort SERVER = new HostAndPort("tunnel.example.invalid", 4443);

  private static final String ALICE = "alice:hunter2";

  private final ClientFixture fixture = new ClientFixture();

  SocksProxyIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private void begin(String proxyUrl, String localAddress) {
    fixture.begin(
        new ClientConfig(
            SERVER,
            "",
            new Trust.Pinned(fixture.fingerprint()),
            Optional.of(HttpProxy.parse(proxyUrl)),
            List.of(TunnelSpec.tcp(localAddress).config())));
  }

  @ParameterizedTest
  @CsvSource({"alice:hunter2, alice:hunter2@", "'', ''", "'', alice:hunter2@"})
  void bothKindsOfConnectionGoThroughItAndItLooksTheNameUp(String wanted, String given)
      throws Exception {
    try (SocksProxy proxy = SocksProxy.to(fixture.server().address(), wanted);
        LocalService echo = LocalService.echo()) {
      begin("socks5://" + given + "127.0.0.1:" + proxy.port(), echo.address());

      ScriptedPeer pooled = fixture.proxy(fixture.controlWithTunnel("tcp://a.example:1"));
      pooled.sendSplit(ClientFixture.startProxy("tcp://a.example:1"));
      pooled.socket().writeRecord("hello");

      pooled.expectStream("hello");
      assertThat(proxy.asked())
          .containsExactly("tunnel.example.invalid:4443", "tunnel.example.invalid:4443");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, it could not connect to tunnel.example.invalid:4443",
    "2, its rules do not allow a connection to tunnel.example.invalid:4443",
    "3, it has no way to the network of tunnel.example.invalid:4443",
    "4, it does not know or cannot reach tunnel.example.invalid:4443",
    "5, nothing listens at tunnel.example.invalid:4443 (is ngrokd running?)",
    "7, it makes no connections for others",
  })
  void refusalSaysWhatIsWrong(int reply, String meaning) throws Exception {
    try (SocksProxy proxy = SocksProxy.answering(reply)) {
      begin("socks5://127.0.0.1:" + proxy.port(), "22");

      assertThat(fixture.heard.await("waiting "))
          .contains("The proxy 127.0.0.1:" + proxy.port() + " refuses: " + meaning);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "alice:wrong@, it does not take the user and the password",
    "'', it wants a user and a password"
  })
  void refusedPasswordIsToldAndNotShown(String given, String meaning) throws Exception {
    try (SocksProxy proxy = SocksProxy.to(fixture.server().address(), ALICE)) {
      begin("socks5://" + given + "127.0.0.1:" + proxy.port(), "22");

      assertThat(fixture.heard.await("waiting "))
          .contains(meaning)
          .doesNotContain("alice", "wrong");
      assertThat(proxy.asked()).isEmpty();
    }
  }

  @Test
  void proxyThatIsNotThereIsNamed() throws Exception {
    String nobody = LocalService.nobody();

    begin("socks5://" + nobody, "22");

    assertThat(fixture.heard.await("waiting ")).contains("proxy " + nobody);
  }

  @Test
  void proxyThatSpeaksHttpIsNamed() throws Exception {
    try (LocalService web =
        LocalService.with(
            connection ->
                connection
                    .getOutputStream()
                    .write(
                        "HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))) {
      begin("socks5://" + web.address(), "22");

      assertThat(fixture.heard.await("waiting "))
          .contains("The proxy " + web.address() + " refuses: it does not speak SOCKS5");
    }
  }
}
