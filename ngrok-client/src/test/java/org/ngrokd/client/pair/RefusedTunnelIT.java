package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.pair.Programs.Program;
import org.ngrokd.client.testing.ApiClient;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.kit.json.JsonValue;

/** The programs, when the server does not give all that is asked for. */
class RefusedTunnelIT {
  private final Programs programs;
  private final LocalService service = LocalService.echo();

  RefusedTunnelIT() throws IOException {
    programs = new Programs();
  }

  @AfterEach
  void stop() throws IOException {
    programs.close();
    service.close();
  }

  /** Two tunnels; the first has this public port. */
  private String tunnels(int port) {
    return "tunnels: {ssh: {remote_port: %d, proto: {tcp: %d}}, web: {proto: {http: %d}}}\n"
        .formatted(port, service.port(), service.port());
  }

  @Test
  void tunnelWhosePortIsTakenIsToldAndOpenedLaterWhileTheOtherIsOpen() throws Exception {
    int tunnel = Programs.port(programs.server(), "control and proxy");
    Program first =
        programs.client(
            tunnel, "tunnels: {t: {proto: {tcp: %d}}}\n".formatted(service.port()), "start-all");
    int port = Integer.parseInt(first.await("Forwarding tcp://localhost:([0-9]+) ->"));

    Program second = programs.client(tunnel, tunnels(port), "start-all");

    second.await("Forwarding http://web\\.localhost");
    second.await("Tunnel ssh \\(tcp\\) is refused: Error binding TCP listener: port " + port);
    ApiClient api = new ApiClient(second.await("Web interface (http://[0-9.:]+)"));
    JsonValue tunnels = api.get("/api/tunnels");
    assertThat(tunnels.get("tunnels").elements()).hasSize(1);
    assertThat(tunnels.get("refused").elements())
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.get("name").text()).contains("ssh");
              assertThat(refused.get("proto").text()).contains("tcp");
            });

    assertThat(first.terminate()).isZero();
    second.await("Forwarding tcp://localhost:" + port);
    assertThat(api.get("/api/tunnels").get("refused").elements()).isEmpty();
  }

  @Test
  void clientWhoseNameIsTakenWaitsForItFromItsFirstStartOn() throws Exception {
    int tunnel = Programs.port(programs.server(), "control and proxy");
    String config = "tunnels: {web: {proto: {http: %d}}}\n".formatted(service.port());
    Program first = programs.client(tunnel, config, "start-all");
    first.await("Forwarding http://web\\.localhost");

    Program second = programs.client(tunnel, config, "start-all");
    second.await("is already registered\\. Trying again in [0-9]+ s");

    assertThat(first.process().isAlive()).isTrue();
    assertThat(first.terminate()).isZero();
    second.await("Forwarding http://web\\.localhost");
  }

  @Test
  void scriptFailsAtOnce() throws Exception {
    int tunnel = Programs.port(programs.server(), "control and proxy");
    String config = "tunnels: {web: {proto: {http: %d}}}\n".formatted(service.port());
    programs.client(tunnel, config, "start-all").await("Forwarding http://web\\.localhost");

    Program script = programs.client(tunnel, config, "-retry=false", "start-all");

    assertThat(script.exitCode()).isEqualTo(1);
    assertThat(script.text()).contains("ngrok: Server failed to allocate tunnel: The tunnel http");
  }

  /** As after a power cut: no goodbye, and the server is asked for the name at once. */
  @Test
  void killedClientIsBackByItsIdAtOnce() throws Exception {
    Program server = programs.server();
    int tunnel = Programs.port(server, "control and proxy");
    List<String> arguments =
        List.of(
            "-config",
            programs
                .config(tunnel, "tunnels: {web: {proto: {http: %d}}}\n".formatted(service.port()))
                .toString(),
            "start-all");
    Program first = programs.run("target/ngrok.jar", arguments);
    first.await("Forwarding http://web\\.localhost");
    String id = server.await("\\[([0-9a-f]{8})[^\\]]*\\] New control connection");
    assertThat(first.process().destroyForcibly().waitFor()).isNotZero();

    Program second = programs.run("target/ngrok.jar", arguments);

    second.await("Forwarding http://web\\.localhost");
    await()
        .untilAsserted(
            () -> assertThat(server.text().split(id + "[^\\]]*\\] New control", -1)).hasSize(3));
  }
}
