package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.Visitor;

/** How pyngrok starts the agent and what it reads, step by step; other libraries do the same. */
class AgentStartIT {
  private final AgentPlace place = new AgentPlace();

  AgentStartIT() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    place.close();
  }

  /** The config file is the one that such a library writes; only the server's address is new. */
  private AgentRun run(Map<String, String> more, String... words) throws IOException {
    Files.writeString(place.directory.resolve("lib.yml"), "version: '2'\nregion: us\n");
    Map<String, String> environment = new java.util.HashMap<>();
    environment.put("NGROK_SERVER_ADDR", "localhost:" + place.pair.port("tunnel"));
    environment.put("NGROK_ROOT_CAS", place.pair.ca().toString());
    environment.put("NGROK_INSPECT_ADDR", "127.0.0.1:0");
    environment.putAll(more);
    return place.run(List.of(words), environment);
  }

  private AgentRun started() throws IOException {
    return run(Map.of(), "start", "--none", "--log", "stdout", "--config", "lib.yml");
  }

  @Test
  void tokenIsSavedInTheFileOfTheLibrary() throws Exception {
    try (AgentRun saved =
        run(Map.of(), "config", "add-authtoken", "T", "--log", "stdout", "--config", "lib.yml")) {
      assertThat(saved.exitCode()).isZero();
      assertThat(saved.text()).contains("Authtoken saved to configuration file: lib.yml");
    }
    assertThat(place.directory.resolve("lib.yml"))
        .content()
        .contains("version: '2'", "region: us", "authtoken: \"T\"")
        .doesNotContain("auth_token");
  }

  @Test
  void versionIsWhatStandsBehindTheWord() throws Exception {
    try (AgentRun asked = run(Map.of(), "--version")) {
      assertThat(asked.exitCode()).isZero();
      assertThat(asked.text().strip().split("version ", -1)[1]).matches("3\\.[0-9]+\\.[0-9]+");
    }
  }

  @Test
  void startedIsToldAndTunnelsComeAndGoByTheApi() throws Exception {
    try (AgentRun run = started()) {
      String api = run.awaitLine("lvl=info msg=\"starting web service\".* addr=(\\S+)");
      run.awaitLine("msg=\"tunnel session started\"");
      run.awaitLine("msg=\"client session established\"");
      assertThat(run.text().lines())
          .allMatch(line -> line.matches("t=\\S+ lvl=(info|warn) msg=\".*"));

      String opened =
          asked(
              api,
              "POST /api/tunnels",
              "{\"name\":\"py\",\"proto\":\"http\",\"addr\":\"" + place.http.port() + "\"}");
      assertThat(opened).startsWith("HTTP/1.1 201").contains("public_url");
      assertThat(new AgentVisit(place, run).get("/")).contains("the service saw");
      assertThat(asked(api, "GET /api/tunnels", "")).startsWith("HTTP/1.1 200").contains("\"py\"");
      assertThat(asked(api, "DELETE /api/tunnels/py", "")).startsWith("HTTP/1.1 204");
    }
  }

  @Test
  void endedSessionIsToldAndTheNextOne() throws Exception {
    try (AgentRun run = started()) {
      run.awaitLine("msg=\"client session established\"");

      place.pair.restartServer();

      run.awaitLine(
          "(?s)msg=\"session closed, starting reconnect loop\".* msg=\"client session"
              + " established\"");
    }
  }

  @Test
  void failureIsAnErrorThatSaysWhy() throws Exception {
    try (AgentRun run =
        run(
            Map.of("NGROK_SERVER_ADDR", "127.0.0.1:1"),
            "start",
            "--none",
            "--log=stdout",
            "--config=lib.yml")) {
      run.awaitLine("lvl=eror msg=\"failed to reconnect session\" .*err=\".+\"");
    }
    try (AgentRun run = run(Map.of(), "start", "--none", "--log=stdout", "--config=gone.yml")) {
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.text()).contains("lvl=eror msg=\"command failed\" err=\"Failed to read");
    }
  }

  @Test
  void portThatIsTakenIsToldInTheWordsThatAreLookedFor() throws Exception {
    try (ServerSocket taken = new ServerSocket(65535, 1, InetAddress.getLoopbackAddress());
        AgentRun run =
            run(
                Map.of("NGROK_INSPECT_ADDR", "127.0.0.1:" + taken.getLocalPort()),
                "start",
                "--none",
                "--log=stdout",
                "--config=lib.yml")) {
      run.awaitLine("lvl=eror .*err=\"address already in use\"");
    }
  }

  private static String asked(String api, String what, String body) throws IOException {
    try (Visitor visitor = Visitor.connect(URI.create("http://" + api).getPort())) {
      return visitor
          .send(
              what
                  + " HTTP/1.1\r\nHost: "
                  + api
                  + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
          .readToEnd();
    }
  }
}
