package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.client.ClientFixture.authResp;
import static org.ngrokd.client.ClientFixture.newTunnel;
import static org.ngrokd.client.ClientFixture.reqId;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;

/** A server that sends the client to others. */
class HostileHomesIT {
  private static final String TCP = "tcp://a.example:2222";

  private final ClientFixture fixture = new ClientFixture();
  private final LocalService echo = LocalService.echo();

  HostileHomesIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    echo.close();
    fixture.close();
  }

  private static String homes(String others) {
    return "{\"Type\":\"Homes\",\"Payload\":{\"Own\":\"\",\"Others\":[" + others + "]}}";
  }

  private static String knowingHomes() {
    return authResp(ClientFixture.CLIENT_ID)
        .replace("}}", ",\"Extensions\":[\"tunnel-settings\",\"homes\"]}}");
  }

  /** A client that is online at a server of which it believes that it is one of several. */
  private ScriptedPeer online() throws Exception {
    fixture.begin(TunnelSpec.tcp(echo.address()));
    ScriptedPeer control = fixture.server().nextConnection();
    assertThat(control.expectJoinedMessage()).contains("\"homes\"").doesNotContain("reserve");
    control.sendSplit(knowingHomes());
    control.sendSplit(newTunnel(reqId(control.expectJoinedMessage()), TCP));
    fixture.heard.await("all open");
    return control;
  }

  @Test
  void tokenGoesToNoServerWithAnotherCertificate() throws Exception {
    try (SSLServerSocket other =
        (SSLServerSocket)
            TestCertificates.forNames("dns:other.example")
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> came = CompletableFuture.supplyAsync(() -> whatComes(other));

      online().sendSplit(homes("\"127.0.0.1:" + other.getLocalPort() + "\""));

      assertThat(came.get(60, TimeUnit.SECONDS)).isEqualTo("nothing");
    }
  }

  private static String whatComes(SSLServerSocket other) {
    try (SSLSocket socket = (SSLSocket) other.accept()) {
      int first = socket.getInputStream().read();
      return first < 0 ? "nothing" : "a byte, " + first;
    } catch (SSLException refused) {
      return "nothing";
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void serverThatTheClientIsAtIsNoOtherOne() throws Exception {
    online()
        .sendSplit(
            homes("\"" + fixture.serverAddress() + "\",\"nonsense\",\"\",\"127.0.0.1:0\",\":1\""));

    fixture.server().expectNoConnection(Duration.ofMillis(500));
  }

  @Test
  void homesOfAServerThatHasNotAgreedAreIgnored() throws Exception {
    fixture.begin(TunnelSpec.tcp(echo.address()));
    ScriptedPeer control = fixture.controlWithTunnel(TCP);
    fixture.heard.await("all open");

    control.sendSplit(homes("\"localhost:" + fixture.serverAddress().port() + "\""));

    fixture.server().expectNoConnection(Duration.ofMillis(500));
  }

  /** By another name of it the client comes, says that it is in reserve, and asks for nothing. */
  @Test
  void otherServerIsToldThatTheClientIsInReserve() throws Exception {
    ScriptedPeer control = online();

    control.sendSplit(homes("\"localhost:" + fixture.serverAddress().port() + "\""));

    ScriptedPeer reserve = fixture.server().nextConnection();
    assertThat(reserve.expectJoinedMessage())
        .contains("\"homes\",\"reserve\"")
        .contains("\"ClientId\":\"" + ClientFixture.CLIENT_ID + "\"");
    reserve.sendSplit(
        authResp(ClientFixture.CLIENT_ID)
            .replace("}}", ",\"Extensions\":[\"tunnel-settings\",\"homes\",\"reserve\"]}}"));
    assertThat(reserve.expectJoinedMessage()).contains("Ping");

    control.close();
    assertThat(reserve.expectJoinedMessage()).contains("ReqTunnel").contains("2222");
  }

  @Test
  void serverThatKnowsNoReserveIsLeft() throws Exception {
    ScriptedPeer control = online();
    control.sendSplit(homes("\"localhost:" + fixture.serverAddress().port() + "\""));

    ScriptedPeer reserve = fixture.server().nextConnection();
    assertThat(reserve.expectJoinedMessage()).contains("reserve");
    reserve.sendSplit(authResp(ClientFixture.CLIENT_ID));

    var unused = reserve.expectClosed();
  }
}
