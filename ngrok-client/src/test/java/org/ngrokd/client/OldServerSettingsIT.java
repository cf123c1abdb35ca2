package org.ngrokd.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.client.ClientFixture.startProxy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Ending;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;

/** What an old server does not do for a tunnel, the client does. */
class OldServerSettingsIT {
  private static final String HTTP = "http://shop.example:8080";
  private static final String HTTPS = "https://shop.example:4430";
  private static final Duration SOON = Duration.ofSeconds(25);
  private static final String GET = "GET /a?b HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n";

  private final ClientFixture fixture = new ClientFixture();

  OldServerSettingsIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  /** What {@link #web} replies to {@link #GET}. */
  private static final String REPLY =
      "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: " + GET.length() + "\r\n\r\n" + GET;

  private static LocalService web() throws IOException {
    return LocalService.with(
        socket -> {
          while (true) {
            String head = LocalService.head(socket.getInputStream());
            String reply =
                "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: " + head.length() + "\r\n\r\n";
            socket.getOutputStream().write((reply + head).getBytes(ISO_8859_1));
          }
        });
  }

  private ScriptedPeer visit(ScriptedPeer control, String url, String clientAddr)
      throws IOException {
    ScriptedPeer proxy = fixture.proxy(control);
    proxy.sendSplit(startProxy(url, clientAddr));
    return proxy;
  }

  private static String all(ScriptedPeer proxy) throws IOException {
    return new String(proxy.socket().readUntilClosed(SOON), ISO_8859_1);
  }

  @Test
  void settingsTravelWithTheRequestAndOneLineSaysWhatTheServerDoesNotKnow() throws Exception {
    fixture.begin(
        TunnelSpec.http("8080")
            .allowCidrs("10.0.0.0/8")
            .denyCidrs("10.1.0.0/16", "10.2.0.0/16")
            .maxConnections(5)
            .redirectToHttps());
    ScriptedPeer control = fixture.control();

    assertThat(control.expectJoinedMessage())
        .contains("\"AllowCidrs\":[\"10.0.0.0/8\"]")
        .contains("\"DenyCidrs\":[\"10.1.0.0/16\",\"10.2.0.0/16\"]")
        .contains("\"MaxConnections\":5")
        .contains("\"RedirectToHttps\":true");
    assertThat(fixture.heard.await("warned This server"))
        .isEqualTo(
            "warned This server is too old for some settings. The client does in its place:"
                + " allow_cidrs, deny_cidrs, max_connections. Ignored: redirect_to_https of a"
                + " tunnel without https.");
  }

  @Test
  void visitorsThatAreNotAllowedAreClosed() throws Exception {
    try (LocalService web = web()) {
      fixture.begin(TunnelSpec.http(web.address()).allowCidrs("10.0.0.0/8"));
      ScriptedPeer control = fixture.controlWithTunnel(HTTP);

      ScriptedPeer welcome = visit(control, HTTP, "10.1.1.1:5000");
      welcome.socket().writeRecord(GET);
      welcome.expectStream(REPLY);
      ScriptedPeer other = visit(control, HTTP, "203.0.113.7:5000");
      assertThat(other.expectClosed()).isNotEqualTo(Ending.OPEN);
      ScriptedPeer unknown = visit(control, HTTP, "");
      assertThat(unknown.expectClosed()).isNotEqualTo(Ending.OPEN);
    }
  }

  @Test
  void visitorAboveTheLimitGetsA503UntilAPlaceIsFree() throws Exception {
    try (LocalService web = web()) {
      fixture.begin(TunnelSpec.http(web.address()).maxConnections(1));
      ScriptedPeer control = fixture.controlWithTunnel(HTTP);
      ScriptedPeer first = visit(control, HTTP, "203.0.113.7:1");
      first.socket().writeRecord(GET);
      first.expectStream(REPLY);

      ScriptedPeer second = visit(control, HTTP, "203.0.113.7:2");
      second.socket().writeRecord(GET);
      assertThat(all(second)).startsWith("HTTP/1.0 503 Service Unavailable");

      first.socket().sendCloseNotify();
      first.expectTcpClosed(SOON);
      ScriptedPeer third = visit(control, HTTP, "203.0.113.7:3");
      third.socket().writeRecord(GET);
      third.expectStream(REPLY);
    }
  }

  @Test
  void visitorsByHttpAreSentToHttps() throws Exception {
    fixture.begin(TunnelSpec.httpAndHttps(LocalService.nobody()).redirectToHttps());
    ScriptedPeer control = fixture.control();
    String id = MessageText.field(control.expectJoinedMessage(), "ReqId");
    control.sendSplit(ClientFixture.newTunnel(id, HTTP));
    control.sendSplit(ClientFixture.newTunnel(id, HTTPS));
    fixture.heard.await("all open");

    ScriptedPeer visitor = visit(control, HTTP, "203.0.113.7:1");
    visitor.socket().writeRecord(GET);

    assertThat(all(visitor))
        .isEqualTo(
            "HTTP/1.1 308 Permanent Redirect\r\nLocation: https://shop.example:4430/a?b\r\n"
                + "Content-Length: 0\r\nConnection: close\r\n\r\n");
  }

  @Test
  void headersAreChangedInEveryRequestOfAConnection() throws Exception {
    try (LocalService web = web()) {
      fixture.begin(
          TunnelSpec.http(web.address())
              .hostHeader("rewrite")
              .addRequestHeader("X-A", "b")
              .removeResponseHeader("Server"));
      ScriptedPeer proxy = visit(fixture.controlWithTunnel(HTTP), HTTP, "203.0.113.7:1");
      String request = "GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:" + web.port() + "\r\nX-A: b\r\n\r\n";
      String reply =
          "HTTP/1.1 200 OK\r\nContent-Length: " + request.length() + "\r\n\r\n" + request;

      proxy.socket().writeRecord(GET + GET);
      proxy.expectStream(reply + reply);
      proxy.socket().writeRecord(GET);
      proxy.expectStream(reply);

      proxy.socket().writeRecord("GET / HTTP/1.1\r\nHost : x\r\n\r\n");
      assertThat(all(proxy)).startsWith("HTTP/1.0 400 Bad Request");
    }
  }

  @Test
  void visitorThatSaysNothingGetsThePlain502Soon() throws Exception {
    fixture.begin(TunnelSpec.http(LocalService.nobody()));
    ScriptedPeer proxy = visit(fixture.controlWithTunnel(HTTP), HTTP, "203.0.113.7:1");

    assertThat(all(proxy)).startsWith("HTTP/1.0 502 Bad Gateway\r\nContent-Length: ");
  }

  @Test
  void serverThatDoesNotKnowTlsTunnelsIsNamedTooOld() throws Exception {
    fixture.begin(TunnelSpec.tls("8443"));
    ScriptedPeer control = fixture.control();
    String request = control.expectJoinedMessage();
    assertThat(MessageText.field(request, "Protocol")).isEqualTo("tls");

    control.sendSplit(
        ClientFixture.newTunnelError(
            MessageText.field(request, "ReqId"), "Protocol tls is not supported"));

    assertThat(fixture.heard.await("refused"))
        .isEqualTo(
            "refused Server failed to allocate tunnel: Protocol tls is not supported: this server"
                + " is too old for tls tunnels; use https, or tcp with a port of its own");
  }

  @Test
  void tlsTunnelIsRelayedAsItIs() throws Exception {
    try (LocalService echo = LocalService.echo()) {
      fixture.begin(TunnelSpec.tls(echo.address()));
      ScriptedPeer proxy =
          visit(fixture.controlWithTunnel("tls://shop.example"), "tls://shop.example", "");

      proxy.socket().writeRecord("\u0016\u0003\u0001 client hello");

      proxy.expectStream("\u0016\u0003\u0001 client hello");
    }
  }
}
