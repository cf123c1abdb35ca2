package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.Visitor;

/**
 * npm's ngrok 4, unchanged: it starts our program where it looks for the agent, and does what its
 * documentation and its own tests do.
 */
@EnabledIf(value = "isThere", disabledReason = "npm's ngrok is not installed: scripts/test does it")
class NpmNgrokIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path home = Path.of("");
  private final Pair pair = Pair.start();
  private final Shop shop = Shop.open();
  private NpmNgrok ngrok;

  static boolean isThere() {
    return NpmNgrok.isThere();
  }

  @BeforeEach
  void start() throws IOException {
    Files.writeString(
        home.resolve("ngrok.yml"),
        """
        server_addr: localhost:%d
        inspect_addr: 127.0.0.1:%d
        %s
        """
            .formatted(pair.port("tunnel"), FreePort.tcp(), pair.server().clientConfigLine()));
    ngrok = NpmNgrok.start(home);
  }

  @AfterEach
  void stop() throws IOException {
    ngrok.close();
    shop.close();
    pair.close();
  }

  /** To the shop, with these options, each a name and its value. */
  private Map<String, Object> options(Object... more) {
    Map<String, Object> options = new HashMap<>();
    options.put("port", shop.port());
    options.put("configPath", home.resolve("ngrok.yml").toString());
    for (int i = 0; i < more.length; i += 2) {
      options.put((String) more[i], more[i + 1]);
    }
    return options;
  }

  private static String text(JsonValue value) {
    return value.text().orElseThrow();
  }

  private List<JsonValue> tunnels() throws IOException {
    return ngrok.call("api.listTunnels").get("tunnels").elements();
  }

  private String visited(String url, String... headers) throws IOException {
    String host = url.replaceFirst("^https?://", "").replaceFirst(":.*", "");
    try (Visitor visitor =
        url.startsWith("https")
            ? TlsVisitors.connect(pair.port("https"), pair.ca())
            : Visitor.connect(pair.port("http"))) {
      return visitor
          .send(
              "GET /orders HTTP/1.1\r\nHost: "
                  + host
                  + "\r\nConnection: close\r\n"
                  + String.join("", headers)
                  + "\r\n")
          .readToEnd();
    }
  }

  @Test
  void tunnelIsOpenedListedCountedAndClosed() throws Exception {
    String url = text(ngrok.call("connect", options("name", "shop")));

    assertThat(url).startsWith("https://");
    assertThat(visited(url)).startsWith("HTTP/1.1 200 ");
    assertThat(tunnels())
        .singleElement()
        .satisfies(each -> assertThat(text(each.get("public_url"))).isEqualTo(url));
    await()
        .untilAsserted(
            () ->
                assertThat(
                        ngrok
                            .call("api.tunnelDetail", "shop")
                            .get("metrics")
                            .get("http")
                            .get("count")
                            .number())
                    .contains(1L));
    assertThat(text(ngrok.call("getUrl"))).startsWith("http://127.0.0.1:");

    ngrok.call("disconnect", url);

    assertThat(tunnels()).isEmpty();
    await().untilAsserted(() -> assertThat(visited(url)).containsPattern("Tunnel .* not found"));
  }

  /** Of http and https each is closed by itself, and all of them at once. */
  @Test
  void allAreClosedAtOnce() throws Exception {
    JsonValue unused = ngrok.call("connect", options("bind_tls", "both"));
    JsonValue other = ngrok.call("connect", options("subdomain", "till", "bind_tls", false));
    assertThat(text(other)).isEqualTo("http://till.localhost:" + pair.port("http"));
    assertThat(tunnels()).hasSize(3);

    ngrok.call("disconnect");

    assertThat(tunnels()).isEmpty();
  }

  @Test
  void nameInUseIsToldAndFreeAgainAfterwards() throws Exception {
    String url = text(ngrok.call("connect", options("subdomain", "till")));

    ngrok.begin("connect", options("subdomain", "till"));
    JsonValue refused = ngrok.answer();

    assertThat(text(refused.get("error"))).isEqualTo("failed to start tunnel");
    assertThat(text(refused.get("body").get("details").get("err")))
        .contains("is already bound to another tunnel session");
    ngrok.call("disconnect");
    assertThat(text(ngrok.call("connect", options("subdomain", "till")))).isEqualTo(url);
  }

  @Test
  void passwordIsAskedFor() throws Exception {
    for (String key : List.of("auth", "httpauth")) {
      String url = text(ngrok.call("connect", options(key, "oki:doki")));

      assertThat(visited(url)).contains("401 ");
      String password =
          Base64.getEncoder().encodeToString("oki:doki".getBytes(StandardCharsets.UTF_8));
      assertThat(visited(url, "Authorization: Basic " + password + "\r\n"))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void tcpTunnelHasAPort() throws Exception {
    String url = text(ngrok.call("connect", options("proto", "tcp")));

    assertThat(url).matches("tcp://.*:[0-9]+");
    try (Visitor visitor = Visitor.connect(Integer.parseInt(url.replaceFirst(".*:", "")))) {
      assertThat(
              visitor
                  .send("GET /orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                  .readToEnd())
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void requestsAreListedReplayedAndForgotten() throws Exception {
    String url = text(ngrok.call("connect", options()));
    assertThat(visited(url)).startsWith("HTTP/1.1 200 ");
    await().untilAsserted(() -> assertThat(requests()).hasSize(1));
    String id = text(requests().get(0).get("id"));

    assertThat(text(ngrok.call("api.requestDetail", id).get("id"))).isEqualTo(id);
    assertThat(text(ngrok.call("api.replayRequest", id))).isEqualTo("true");
    await().untilAsserted(() -> assertThat(requests()).hasSize(2));
    assertThat(text(ngrok.call("api.deleteAllRequests"))).isEqualTo("true");
    assertThat(requests()).isEmpty();
  }

  private List<JsonValue> requests() throws IOException {
    return ngrok.call("api.listRequests", Map.of("limit", 10)).get("requests").elements();
  }

  @Test
  void killedItIsStartedAnewByTheNextTunnel() throws Exception {
    String url = text(ngrok.call("connect", options("subdomain", "till")));

    ngrok.call("kill");

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(visited(url)).contains("404 "));
    assertThat(text(ngrok.call("connect", options("subdomain", "till")))).isEqualTo(url);
    assertThat(visited(url)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void tunnelsComeBackWithTheServerAndTheProgramHearsOfIt() throws Exception {
    String url = text(ngrok.call("connect", options("subdomain", "till")));

    pair.restartServer();

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(visited(url)).startsWith("HTTP/1.1 200 "));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ngrok.call("statuses").elements().stream().map(NpmNgrokIT::text))
                    .contains("connected", "closed")
                    .endsWith("connected"));
  }

  @Test
  void versionAndTokenAreUnderstood() throws Exception {
    assertThat(text(ngrok.call("getVersion"))).matches("3\\.[0-9]+\\.[0-9]+");

    ngrok.call(
        "authtoken",
        Map.of("authtoken", "a-token", "configPath", home.resolve("ngrok.yml").toString()));

    await()
        .untilAsserted(() -> assertThat(home.resolve("ngrok.yml")).content().contains("a-token"));
  }
}
