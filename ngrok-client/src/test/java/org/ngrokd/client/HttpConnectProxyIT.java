package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.HttpProxy;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.streams.net.HostAndPort;

/** An HTTP proxy between the client and the server. */
class HttpConnectProxyIT {
  /** A name that no resolver knows (RFC 6761): only the proxy can look it up. */
  private static final HostAndPort SERVER = new HostAndPort("tunnel.example.invalid", 4443);

  private final ClientFixture fixture = new ClientFixture();

  HttpConnectProxyIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private void begin(String proxyUrl) {
    fixture.begin(
        new ClientConfig(
            SERVER,
            "",
            new Trust.Pinned(Fingerprint.of(TestCertificates.localhost().certificate())),
            Optional.of(HttpProxy.parse(proxyUrl)),
            List.of(TunnelSpec.tcp("22").config())));
  }

  @Test
  void controlAndProxyConnectionsGoThroughIt() throws Exception {
    try (ConnectProxy proxy = ConnectProxy.to(fixture.server().address())) {
      begin("http://alice:hunter2@127.0.0.1:" + proxy.port());

      ScriptedPeer control = fixture.controlWithTunnel("tcp://a.example:1");
      ScriptedPeer pooled = fixture.proxy(control);

      fixture.heard.await("all open");
      assertThat(proxy.heads())
          .hasSize(2)
          .allSatisfy(
              head ->
                  assertThat(head.lines())
                      .startsWith("CONNECT tunnel.example.invalid:4443 HTTP/1.1")
                      .anyMatch("user-agent: Mozilla/5.0 (compatible; ngrok)"::equalsIgnoreCase)
                      .anyMatch(
                          "proxy-authorization: Basic YWxpY2U6aHVudGVyMg=="::equalsIgnoreCase));
      assertThat(control.socket().requestedServerName()).contains(SERVER.host());
      assertThat(pooled.socket().requestedServerName()).contains(SERVER.host());
    }
  }

  @Test
  void proxyWithoutAUserGetsNoAuthorization() throws Exception {
    try (ConnectProxy proxy = ConnectProxy.to(fixture.server().address())) {
      begin("http://127.0.0.1:" + proxy.port());

      fixture.controlWithTunnel("tcp://a.example:1");

      assertThat(proxy.heads()).singleElement().asString().doesNotContainIgnoringCase("auth");
    }
  }

  @Test
  void streamGoesThroughItWhole() throws Exception {
    try (ConnectProxy proxy = ConnectProxy.to(fixture.server().address());
        LocalService echo = LocalService.echo()) {
      fixture.begin(
          new ClientConfig(
              SERVER,
              "",
              new Trust.Pinned(fixture.fingerprint()),
              Optional.of(HttpProxy.parse("127.0.0.1:" + proxy.port())),
              List.of(TunnelSpec.tcp(echo.address()).config())));
      ScriptedPeer pooled = fixture.proxy(fixture.controlWithTunnel("tcp://a.example:1"));

      pooled.sendSplit(ClientFixture.startProxy("tcp://a.example:1"));
      pooled.socket().writeRecord("hello");

      pooled.expectStream("hello");
      pooled.socket().sendCloseNotify();
      pooled.expectClosed();
    }
  }

  @Test
  void refusalNamesTheProxyAndNotThePassword() throws Exception {
    try (ConnectProxy proxy = ConnectProxy.answering("407 Proxy Authentication Required")) {
      begin("http://alice:hunter2@127.0.0.1:" + proxy.port());

      assertThat(fixture.heard.await("waiting "))
          .contains("tunnel.example.invalid:4443")
          .contains("proxy 127.0.0.1:" + proxy.port())
          .contains("407")
          .doesNotContain("hunter2", "alice", "YWxpY2U6aHVudGVyMg");
    }
  }

  @Test
  void proxyThatIsNotThereIsNamed() throws Exception {
    String nobody = LocalService.nobody();

    begin("http://" + nobody);

    assertThat(fixture.heard.await("waiting ")).contains("proxy " + nobody);
  }

  @Test
  void certificateIsCheckedBehindTheProxyToo() throws Exception {
    try (ConnectProxy proxy = ConnectProxy.to(fixture.server().address())) {
      fixture.begin(
          new ClientConfig(
              SERVER,
              "",
              new Trust.Pinned(Fingerprint.parse("sha256:" + "00".repeat(32))),
              Optional.of(HttpProxy.parse("127.0.0.1:" + proxy.port())),
              List.of(TunnelSpec.tcp("22").config())));

      fixture.server().expectFailedHandshake(ScriptedPeer.PATIENCE);

      assertThat(fixture.heard.await("refused ")).contains("fingerprint");
    }
  }
}
