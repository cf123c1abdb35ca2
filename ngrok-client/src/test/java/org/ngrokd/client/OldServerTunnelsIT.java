package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ngrokd.client.ClientFixture.newTunnel;
import static org.ngrokd.client.ClientFixture.reqId;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.testing.ApiClient;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.ScriptedPeer;

/** Tunnels that are opened and closed while the client runs, with a server of 1.7. */
class OldServerTunnelsIT {
  private final ClientFixture fixture = new ClientFixture();

  OldServerTunnelsIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  /** A client with a tunnel for ssh and a page. */
  private FutureTask<NgrokClient> starting() {
    return ClientFixture.starting(
        fixture.builder().tunnel(TunnelSpec.tcp("22").name("ssh")).inspectAddr("127.0.0.1:0"));
  }

  private ApiClient api(FutureTask<NgrokClient> starting) throws Exception {
    return new ApiClient(fixture.started(starting).webAddress().orElseThrow());
  }

  @Test
  void oneMoreIsAskedForOnTheSameConnectionAndOneLessByComingBack() throws Exception {
    FutureTask<NgrokClient> starting = starting();
    ScriptedPeer control = fixture.controlWithTunnel("tcp://a.example:1");
    ApiClient api = api(starting);
    FutureTask<HttpResponse<String>> opening =
        new FutureTask<>(
            () ->
                api.post(
                    "/api/tunnels",
                    "{\"addr\":\"8080\",\"name\":\"web\",\"schemes\":[\"http\"],\"subdomain\":\"w\"}"));
    LocalService.run("opening", opening);

    String request = control.expectJoinedMessage();
    assertThat(request).contains("\"Protocol\":\"http\"", "\"Subdomain\":\"w\"");
    control.sendSplit(newTunnel(reqId(request), "http://w.example"));
    assertThat(opening.get().statusCode()).isEqualTo(201);

    assertThat(api.delete("/api/tunnels/ssh")).isEqualTo(204);

    ScriptedPeer next = fixture.control(); // 1.7 ends a session at a message that it does not know
    String kept = next.expectJoinedMessage();
    assertThat(kept).contains("\"Protocol\":\"http\"", "\"Subdomain\":\"w\"");
    next.sendSplit(newTunnel(reqId(kept), "http://w.example"));
    await()
        .untilAsserted(
            () ->
                assertThat(api.get("/api/tunnels").get("tunnels").elements())
                    .singleElement()
                    .satisfies(
                        tunnel ->
                            assertThat(tunnel.get("public_url").text())
                                .contains("http://w.example")));
  }

  @Test
  void aTunnelThatTheServerRefusesIsToldAndTheSessionGoesOn() throws Exception {
    FutureTask<NgrokClient> starting = starting();
    ScriptedPeer control = fixture.controlWithTunnel("tcp://a.example:1");
    ApiClient api = api(starting);
    FutureTask<HttpResponse<String>> opening =
        new FutureTask<>(
            () -> api.post("/api/tunnels", "{\"addr\":\"80\",\"schemes\":[\"http\"]}"));
    LocalService.run("opening", opening);

    String id = reqId(control.expectJoinedMessage());
    control.sendSplit(ClientFixture.newTunnelError(id, "The tunnel is already registered."));

    assertThat(opening.get().statusCode()).isEqualTo(502);
    assertThat(opening.get().body()).contains("already registered");
    assertThat(api.get("/api/tunnels").get("tunnels").elements()).hasSize(1);
  }
}
