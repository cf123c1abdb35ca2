package org.ngrokd.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.client.ClientFixture.startProxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Ending;
import org.ngrokd.protocol.testing.Frames;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;

/** Proxy connections for a server of the old kind, byte for byte. */
class ScriptedProxyConnectionIT {
  private static final String HTTP = "http://shop.example:8080";
  private static final String TCP = "tcp://a.example:2222";
  private static final Duration SOON = Duration.ofSeconds(25);

  private final ClientFixture fixture = new ClientFixture();
  private final LocalService echo = LocalService.echo();

  ScriptedProxyConnectionIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    echo.close();
    fixture.close();
  }

  private ScriptedPeer tcpTo(String local) throws IOException {
    fixture.begin(TunnelSpec.tcp(local));
    return fixture.controlWithTunnel(TCP);
  }

  /** The whole of a short visit: echo, then the visitor ends and so does the service. */
  private static void expectEcho(ScriptedPeer proxy) throws IOException {
    proxy.socket().writeRecord("hello");
    proxy.expectStream("hello");
    proxy.socket().sendCloseNotify();
    assertThat(proxy.expectClosed()).isEqualTo(Ending.CLOSE_NOTIFY);
  }

  @Test
  void bytesReachTheLocalServiceAndComeBack() throws Exception {
    ScriptedPeer proxy = fixture.proxy(tcpTo(echo.address()));

    proxy.sendSplit(startProxy(TCP));

    expectEcho(proxy);
  }

  @Test
  void httpServiceAnswersAndEnds() throws Exception {
    try (LocalService web =
        LocalService.with(
            socket -> {
              String request = LocalService.head(socket.getInputStream());
              String body = request.lines().findFirst().orElse("");
              socket
                  .getOutputStream()
                  .write(("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body).getBytes(UTF_8));
            })) {
      fixture.begin(TunnelSpec.http(web.address()));
      ScriptedPeer proxy = fixture.proxy(fixture.controlWithTunnel(HTTP));

      proxy.sendSplit(startProxy(HTTP));
      proxy.socket().writeRecord("GET /a HTTP/1.1\r\nHost: shop.example\r\n\r\n");

      assertThat(new String(proxy.socket().readUntilClosed(SOON), UTF_8))
          .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nGET /a HTTP/1.1");
      assertThat(proxy.socket().ending()).isEqualTo(Ending.CLOSE_NOTIFY);
    }
  }

  @Test
  void firstStreamBytesMayShareARecordWithStartProxy() throws Exception {
    ScriptedPeer proxy = fixture.proxy(tcpTo(echo.address()));
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes(Frames.frame(startProxy(TCP)));
    record.writeBytes("first".getBytes(UTF_8));

    proxy.socket().writeRecord(record.toByteArray());

    proxy.expectStream("first");
    expectEcho(proxy);
  }

  @Test
  void wholeStreamMayShareARecordWithTheEndOfStartProxy() throws Exception {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    try (LocalService service = recording(got)) {
      ScriptedPeer proxy = fixture.proxy(tcpTo(service.address()));
      byte[] frame = Frames.frame(startProxy(TCP));
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      rest.write(frame, 11, frame.length - 11);
      rest.writeBytes("all there is".getBytes(UTF_8));

      proxy.truncate(startProxy(TCP), 11);
      proxy.socket().writeRecord(rest.toByteArray());
      proxy.close(); // before the local service was even dialled

      assertThat(got.poll(60, TimeUnit.SECONDS)).isEqualTo("all there is");
    }
  }

  @Test
  void startProxyMayComeByteByByte() throws Exception {
    ScriptedPeer proxy = fixture.proxy(tcpTo(echo.address()));

    proxy.sendByteByByte(startProxy(TCP));

    expectEcho(proxy);
  }

  @Test
  void startProxyMayBeCutAnywhere() throws Exception {
    ScriptedPeer proxy = fixture.proxy(tcpTo(echo.address()));

    proxy.sendCut(startProxy(TCP), 3, 8, 20);

    expectEcho(proxy);
  }

  @Test
  void severalProxyConnectionsAtOnceAlsoWithFields() throws Exception {
    ScriptedPeer control = tcpTo(echo.address());
    String request = "{\"Type\":\"ReqProxy\",\"Payload\":{\"Num\":3,\"Url\":\"x\"}}";

    control.sendMerged(request, request, ClientFixture.REQ_PROXY);

    for (int i = 0; i < 3; i++) {
      ScriptedPeer proxy = fixture.server().nextConnection();
      assertThat(proxy.expectJoinedMessage()).contains("RegProxy", ClientFixture.CLIENT_ID);
      proxy.sendSplit(startProxy(TCP));
      expectEcho(proxy);
    }
  }

  /** As the original: one unasked ReqProxy right after AuthResp. */
  @Test
  void proxyConnectionMayBeAskedForBeforeTheTunnelIsOpen() throws Exception {
    fixture.begin(TunnelSpec.tcp(echo.address()));
    ScriptedPeer control = fixture.control();
    String request = control.expectJoinedMessage();
    ScriptedPeer proxy = fixture.proxy(control);

    control.sendSplit(ClientFixture.newTunnel(MessageText.field(request, "ReqId"), TCP));
    fixture.heard.await("all open");
    proxy.sendSplit(startProxy(TCP));

    expectEcho(proxy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "198.51.100.7", "/127.0.0.1:1234", "[2001:db8::1]:5", "nonsense"})
  void clientAddrMayBeAnything(String clientAddr) throws Exception {
    ScriptedPeer proxy = fixture.proxy(tcpTo(echo.address()));

    proxy.sendSplit(startProxy(TCP, clientAddr));

    expectEcho(proxy);
  }

  @Test
  void clientAddrMayBeMissing() throws Exception {
    ScriptedPeer proxy = fixture.proxy(tcpTo(echo.address()));

    proxy.sendSplit("{\"Type\":\"StartProxy\",\"Payload\":{\"Url\":\"" + TCP + "\"}}");

    expectEcho(proxy);
  }

  @Test
  void urlMayLackThePort() throws Exception {
    ScriptedPeer proxy = fixture.proxy(tcpTo(echo.address()));

    proxy.sendSplit(startProxy("tcp://a.example"));

    expectEcho(proxy);
  }

  @Test
  void unknownUrlClosesThatConnectionAndTheClientGoesOn() throws Exception {
    ScriptedPeer control = tcpTo(echo.address());
    ScriptedPeer unknown = fixture.proxy(control);

    unknown.sendSplit(startProxy("tcp://b.example:2222"));

    assertThat(unknown.expectClosed()).isNotEqualTo(Ending.OPEN);
    ScriptedPeer next = fixture.proxy(control);
    next.sendSplit(startProxy(TCP));
    expectEcho(next);
  }

  @Test
  void otherMessageThanStartProxyClosesThatConnectionAndTheClientGoesOn() throws Exception {
    ScriptedPeer control = tcpTo(echo.address());
    ScriptedPeer wrong = fixture.proxy(control);

    wrong.sendSplit(ClientFixture.PONG);

    wrong.expectClosed();
    ScriptedPeer next = fixture.proxy(control);
    next.sendSplit(startProxy(TCP));
    expectEcho(next);
  }

  @Test
  void idleConnectionThatTheServerClosesIsNoLoss() throws Exception {
    ScriptedPeer control = tcpTo(echo.address());
    ScriptedPeer clean = fixture.proxy(control);
    ScriptedPeer abrupt = fixture.proxy(control);
    ScriptedPeer reset = fixture.proxy(control);

    clean.socket().sendCloseNotify();
    clean.close();
    abrupt.socket().closeAbruptly();
    reset.socket().reset();

    ScriptedPeer next = fixture.proxy(control);
    next.sendSplit(startProxy(TCP));
    expectEcho(next);
  }

  @Test
  void visitorsOfAnHttpTunnelGetA502WhenTheServiceIsDown() throws Exception {
    String local = LocalService.nobody();
    fixture.begin(TunnelSpec.http(local));
    ScriptedPeer proxy = fixture.proxy(fixture.controlWithTunnel(HTTP));

    proxy.sendSplit(startProxy(HTTP));
    proxy.socket().writeRecord("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");

    String page = new String(proxy.socket().readUntilClosed(SOON), UTF_8);
    String body = page.substring(page.indexOf("\r\n\r\n") + 4);
    assertThat(page)
        .startsWith(
            "HTTP/1.0 502 Bad Gateway\r\nContent-Length: "
                + body.getBytes(UTF_8).length
                + "\r\n\r\n");
    assertThat(body).contains(HTTP).doesNotContain(local);
    assertThat(proxy.socket().ending()).isEqualTo(Ending.CLOSE_NOTIFY);
  }

  @Test
  void visitorsOfATcpTunnelAreClosedWhenTheServiceIsDown() throws Exception {
    ScriptedPeer control = tcpTo(LocalService.nobody());
    ScriptedPeer proxy = fixture.proxy(control);

    proxy.sendSplit(startProxy(TCP));

    assertThat(proxy.expectClosed()).isNotEqualTo(Ending.OPEN);
    fixture.proxy(control);
  }

  @Test
  void serviceThatSpeaksFirstIsHeard() throws Exception {
    try (LocalService ssh =
        LocalService.with(
            socket -> {
              socket.getOutputStream().write("SSH-2.0-test\r\n".getBytes(UTF_8));
              assert socket.getInputStream().read() < 0;
            })) {
      ScriptedPeer proxy = fixture.proxy(tcpTo(ssh.address()));

      proxy.sendSplit(startProxy(TCP));

      proxy.expectStream("SSH-2.0-test\r\n");
      proxy.socket().sendCloseNotify();
      assertThat(proxy.expectClosed()).isEqualTo(Ending.CLOSE_NOTIFY);
    }
  }

  @Test
  void everyByteOfAServiceThatEndsFirstArrivesAndThenItsEnd() throws Exception {
    byte[] reply = new byte[3_000_000];
    for (int i = 0; i < reply.length; i++) {
      reply[i] = (byte) (i * 31);
    }
    try (LocalService service =
        LocalService.with(
            socket -> {
              socket.getOutputStream().write(reply);
              socket.shutdownOutput();
              assert socket.getInputStream().readAllBytes().length == 0;
            })) {
      ScriptedPeer proxy = fixture.proxy(tcpTo(service.address()));

      proxy.sendSplit(startProxy(TCP));

      assertThat(proxy.socket().readUntilClosed(SOON)).isEqualTo(reply);
      assertThat(proxy.socket().ending()).isEqualTo(Ending.CLOSE_NOTIFY);
    }
  }

  /** An old server ends both directions at once, so there is no reply to wait for. */
  @Test
  void everyByteOfAVisitorThatEndsFirstReachesTheService() throws Exception {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    try (LocalService service = recording(got)) {
      ScriptedPeer proxy = fixture.proxy(tcpTo(service.address()));

      proxy.sendSplit(startProxy(TCP));
      proxy.socket().writeStream("x".repeat(300_000).getBytes(UTF_8));
      proxy.socket().sendCloseNotify();

      assertThat(got.poll(60, TimeUnit.SECONDS)).hasSize(300_000);
      assertThat(proxy.expectTcpClosed(SOON)).isEqualTo(Ending.CLOSE_NOTIFY);
    }
  }

  private static LocalService recording(BlockingQueue<String> got) throws IOException {
    return LocalService.with(
        socket -> got.add(new String(socket.getInputStream().readAllBytes(), UTF_8)));
  }

  @Test
  void visitorIsServedOnWhenTheControlConnectionIsLost() throws Exception {
    ScriptedPeer control = tcpTo(echo.address());
    ScriptedPeer proxy = fixture.proxy(control);
    proxy.sendSplit(startProxy(TCP));
    proxy.socket().writeRecord("before");
    proxy.expectStream("before");

    control.close();
    fixture.heard.await("waiting ");

    expectEcho(proxy);
  }

  @Test
  void idleConnectionsAreClosedWithTheirControl() throws Exception {
    ScriptedPeer control = tcpTo(echo.address());
    ScriptedPeer idle = fixture.proxy(control);

    control.close();

    idle.expectTcpClosed(SOON);
  }
}
