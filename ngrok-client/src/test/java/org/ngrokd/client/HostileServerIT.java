package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.client.ClientFixture.authResp;
import static org.ngrokd.client.ClientFixture.newTunnel;
import static org.ngrokd.client.ClientFixture.reqId;
import static org.ngrokd.client.ClientFixture.startProxy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.ScriptedPeer;

/** A server that asks for much and says too much. */
class HostileServerIT {
  private static final String TCP = "tcp://a.example:2222";
  private static final int UNSTARTED = 64;

  private final ClientFixture fixture = new ClientFixture();
  private final LocalService echo = LocalService.echo();

  HostileServerIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    echo.close();
    fixture.close();
  }

  @Test
  void proxyConnectionsThatAreNotPutToWorkAreFew() throws Exception {
    fixture.begin(TunnelSpec.tcp(echo.address()));
    ScriptedPeer control = fixture.controlWithTunnel(TCP);
    fixture.heard.await("all open");

    for (int i = 0; i < 500; i++) {
      control.sendSplit(ClientFixture.REQ_PROXY);
    }

    List<ScriptedPeer> proxies = new ArrayList<>();
    for (int i = 0; i < UNSTARTED; i++) {
      ScriptedPeer proxy = fixture.server().nextConnection();
      assertThat(proxy.expectJoinedMessage()).contains("RegProxy");
      proxies.add(proxy);
    }
    fixture.server().expectNoConnection(Duration.ofMillis(500));
    proxies.get(0).sendSplit(startProxy(TCP));
    assertThat(fixture.server().nextConnection().expectJoinedMessage()).contains("RegProxy");
    assertThat(fixture.server().nextConnection().expectJoinedMessage()).contains("RegProxy");
    fixture.server().expectNoConnection(Duration.ofMillis(300));
  }

  @Test
  void nothingIsOpenedForAServerThatHasNotAccepted() throws Exception {
    fixture.begin(TunnelSpec.tcp(echo.address()));
    ScriptedPeer control = fixture.server().nextConnection();
    assertThat(control.expectJoinedMessage()).contains("Auth");

    for (int i = 0; i < 20; i++) {
      control.sendSplit(ClientFixture.REQ_PROXY);
    }

    fixture.server().expectNoConnection(Duration.ofMillis(300));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Type\":\"NewTunnel\",\"Payload\":{\"ReqId\":\"x\",\"Url\":\"LONG\",\"Protocol\":\"tcp\"}}",
        "{\"Type\":\"NewTunnel\",\"Payload\":{\"ReqId\":\"x\",\"Error\":\"LONG\"}}"
      })
  void whatIsTooLongEndsTheSessionNotTheClient(String message) throws Exception {
    fixture.begin(TunnelSpec.tcp(echo.address()));
    ScriptedPeer control = fixture.controlWithTunnel(TCP);
    fixture.heard.await("all open");

    control.sendSplit(message.replace("LONG", "x".repeat(15_000)));

    fixture.heard.await("waiting ");
    fixture.controlWithTunnel(TCP);
    fixture.heard.await("all open");
  }

  @Test
  void anIdThatIsTooLongIsNotSentBack() throws Exception {
    fixture.begin(TunnelSpec.tcp(echo.address()));
    ScriptedPeer control = fixture.server().nextConnection();
    control.expectJoinedMessage();

    control.sendSplit(authResp("x".repeat(15_000)));

    fixture.heard.await("waiting ");
    assertThat(fixture.server().nextConnection().expectJoinedMessage())
        .contains("\"ClientId\":\"\"");
  }

  @Test
  void tunnelsThatNobodyAskedForEndTheSession() throws Exception {
    fixture.begin(TunnelSpec.tcp(echo.address()));
    ScriptedPeer control = fixture.control();
    String id = reqId(control.expectJoinedMessage());
    control.sendSplit(newTunnel(id, TCP));
    fixture.heard.await("all open");

    for (int i = 0; i < 1001; i++) {
      control.sendSplit(newTunnel("none", "tcp://a.example:" + i));
    }

    fixture.heard.await("waiting ");
  }
}
