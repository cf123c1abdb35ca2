package org.ngrokd.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The old client against the old server. */
class OldPeersTest {

  private static final String AUTH_RESP =
      "{\"Type\":\"AuthResp\",\"Payload\":{\"Version\":\"2\",\"MmVersion\":\"1.7\",\"ClientId\":\"c1\",\"Error\":\"\"}}";
  private static final String REQ_PROXY = "{\"Type\":\"ReqProxy\",\"Payload\":{}}";
  private static final String PONG = "{\"Type\":\"Pong\",\"Payload\":{}}";
  private static final String NEW_TUNNEL =
      "{\"Type\":\"NewTunnel\",\"Payload\":{\"ReqId\":\"r1\",\"Url\":\"http://www.example\",\"Protocol\":\"http\",\"Error\":\"\"}}";
  private static final String START_PROXY =
      "{\"Type\":\"StartProxy\",\"Payload\":{\"Url\":\"http://www.example\",\"ClientAddr\":\"127.0.0.1:1\"}}";

  private final TestCertificates certificates = TestCertificates.localhost();
  private OldServer server;
  private OldClient client;

  OldPeersTest() throws IOException {
    server = OldServer.listen(certificates.serverContext(), TlsOptions.DEFAULT);
    client = client();
  }

  private OldClient client() {
    return new OldClient(
        server.address(), certificates.trustingContext(), TlsOptions.only("TLSv1.2"));
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void clientTalksToServerAsTheOriginalDid() throws Exception {
    FutureTask<ScriptedPeer> playing =
        PeerPair.inBackground(
            () -> {
              assertThat(client.connectAndAuth("tok", "")).isEqualTo(AUTH_RESP);
              assertThat(client.requestTunnel(OldClient.reqTunnel("r1", "http", "www", 0)))
                  .isEqualTo(NEW_TUNNEL);
              ScriptedPeer proxy = client.registerProxy("c1");
              assertThat(proxy.expectSplitMessage()).isEqualTo(START_PROXY);
              proxy.expectStream("GET /");
              return proxy;
            });

    ScriptedPeer control = server.nextConnection();
    assertThat(control.expectSplitMessage())
        .isEqualTo(RecordedClients.named("ngrok 1.7 (Go)").messages().get(0).payload());
    control.sendSplit(AUTH_RESP);
    control.sendSplit(REQ_PROXY);
    assertThat(MessageText.field(control.expectSplitMessage(), "Subdomain")).isEqualTo("www");
    control.sendSplit(NEW_TUNNEL);
    ScriptedPeer proxy = server.nextConnection();
    assertThat(proxy.expectSplitMessage()).isEqualTo(OldClient.regProxy("c1"));
    proxy.sendSplit(START_PROXY);
    proxy.socket().writeRecord("GET /");

    playing.get().socket().sendCloseNotify();
    assertThat(client.proxyRequests()).isEqualTo(1);
    assertThat(proxy.expectClosed()).isEqualTo(Ending.CLOSE_NOTIFY);
  }

  @Test
  void otherMessageThanNewTunnelIsAFailure() throws Exception {
    FutureTask<String> playing =
        PeerPair.inBackground(
            () -> {
              client.connectAndAuth("tok", "");
              return client.nextNewTunnel();
            });

    ScriptedPeer control = server.nextConnection();
    control.sendSplit(AUTH_RESP);
    control.sendSplit(PONG);

    assertThatThrownBy(playing::get)
        .hasCauseInstanceOf(AssertionError.class)
        .hasMessageContaining("expected NewTunnel (or ReqProxy before it), came: " + PONG);
  }

  @Test
  void controlIsThereOnlyAfterAuth() {
    assertThatThrownBy(client::control).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void noConnectionIsNoticed() throws Exception {
    server.expectNoConnection(PeerPair.SHORT);
    assertThatThrownBy(() -> server.nextConnection(PeerPair.SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("none came within 100 ms");

    FutureTask<ScriptedPeer> connecting = PeerPair.inBackground(client::connect);
    assertThatThrownBy(() -> server.expectNoConnection(ScriptedPeer.PATIENCE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("one came");
    assertThatThrownBy(connecting::get).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void refusedCertificateFailsTheHandshake() throws Exception {
    client =
        new OldClient(
            server.address(),
            TestCertificates.forNames("dns:other.example").trustingContext(),
            TlsOptions.DEFAULT);

    FutureTask<ScriptedPeer> first = PeerPair.inBackground(client::connect);
    assertThat(server.expectFailedHandshake(ScriptedPeer.PATIENCE))
        .hasMessageContaining("certificate_unknown");
    assertThatThrownBy(first::get).hasCauseInstanceOf(IOException.class);

    FutureTask<ScriptedPeer> second = PeerPair.inBackground(client::connect);
    assertThatThrownBy(server::nextConnection)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("its handshake failed");
    assertThatThrownBy(second::get).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void handshakeThatSucceedsIsNoFailedOne() throws Exception {
    FutureTask<ScriptedPeer> connecting = PeerPair.inBackground(client::connect);

    assertThatThrownBy(() -> server.expectFailedHandshake(ScriptedPeer.PATIENCE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected a handshake to fail");
    assertThat(connecting.get().expectClosed()).isEqualTo(Ending.TCP_END);
  }

  @Test
  void serverComesBackOnItsPort() throws Exception {
    int port = server.address().getPort();
    FutureTask<ScriptedPeer> first = PeerPair.inBackground(client::connect);
    server.nextConnection();
    first.get();

    server.close();
    server = OldServer.listen(port, certificates.serverContext(), TlsOptions.DEFAULT);

    FutureTask<ScriptedPeer> second = PeerPair.inBackground(client::connect);
    server.nextConnection();
    second.get();
  }
}
