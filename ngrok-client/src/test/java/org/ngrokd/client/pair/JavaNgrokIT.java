package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.alexdlaird.exception.JavaNgrokHTTPException;
import com.github.alexdlaird.http.DefaultHttpClient;
import com.github.alexdlaird.ngrok.NgrokClient;
import com.github.alexdlaird.ngrok.agent.NgrokAgent;
import com.github.alexdlaird.ngrok.conf.JavaNgrokConfig;
import com.github.alexdlaird.ngrok.installer.NgrokVersion;
import com.github.alexdlaird.ngrok.protocol.BindTls;
import com.github.alexdlaird.ngrok.protocol.CapturedRequest;
import com.github.alexdlaird.ngrok.protocol.CreateTunnel;
import com.github.alexdlaird.ngrok.protocol.Proto;
import com.github.alexdlaird.ngrok.protocol.Region;
import com.github.alexdlaird.ngrok.protocol.Tunnel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.Visitor;

/**
 * java-ngrok as it comes from Maven Central: it starts our program where it looks for the agent,
 * and does what its documentation and its own tests do.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class JavaNgrokIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path home = Path.of("");
  private final Pair pair = Pair.start();
  private final Shop shop = Shop.open();
  private NgrokClient ngrok;

  @BeforeEach
  void prepare() throws IOException {
    Files.writeString(
        home.resolve("ngrok.yml"),
        """
        server_addr: localhost:%d
        inspect_addr: 127.0.0.1:%d
        %s
        """
            .formatted(pair.port("tunnel"), FreePort.tcp(), pair.server().clientConfigLine()));
    ngrok = client(config().build());
  }

  private JavaNgrokConfig.Builder config() throws IOException {
    return new JavaNgrokConfig.Builder()
        .withNgrokPath(Launcher.write(home.resolve("bin/ngrok"), home))
        .withConfigPath(home.resolve("ngrok.yml"))
        .withStartupTimeout((int) PATIENCE.toSeconds());
  }

  private static NgrokClient client(JavaNgrokConfig config) {
    return new NgrokClient.Builder()
        .withJavaNgrokConfig(config)
        .withHttpClient(new DefaultHttpClient.Builder().withTimeout(20_000).build())
        .build();
  }

  @AfterEach
  void stop() {
    ngrok.kill();
    shop.close();
    pair.close();
  }

  private CreateTunnel.Builder toTheShop() {
    return new CreateTunnel.Builder().withAddr(shop.port());
  }

  private String visited(Tunnel tunnel, String... headers) throws IOException {
    String host = tunnel.getPublicUrl().replaceFirst("^https?://", "").replaceFirst(":.*", "");
    boolean isHttps = tunnel.getPublicUrl().startsWith("https");
    try (Visitor visitor =
        isHttps
            ? TlsVisitors.connect(pair.port("https"), pair.ca())
            : Visitor.connect(pair.port("http"))) {
      String more = String.join("", List.of(headers));
      return visitor
          .send(
              "GET /orders HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + more + "\r\n")
          .readToEnd();
    }
  }

  @Test
  void httpTunnelIsOpenedListedCountedAndClosed() throws Exception {
    Tunnel tunnel = ngrok.connect(toTheShop().build());

    assertThat(ngrok.getNgrokProcess().isRunning()).isTrue();
    assertThat(tunnel.getId()).isNotNull();
    assertThat(tunnel.getName()).startsWith("http-" + shop.port() + "-");
    assertThat(tunnel.getProto()).isEqualTo("https");
    assertThat(tunnel.getConfig().getAddr()).isEqualTo("http://localhost:" + shop.port());
    assertThat(tunnel.getConfig().isInspect()).isTrue();
    assertThat(tunnel.getPublicUrl()).startsWith("https://");
    assertThat(Objects.requireNonNull(tunnel.getMetrics().get("conns")).getCount()).isZero();
    assertThat(ngrok.getTunnels())
        .singleElement()
        .satisfies(each -> assertThat(each.getPublicUrl()).isEqualTo(tunnel.getPublicUrl()));

    assertThat(visited(tunnel)).startsWith("HTTP/1.1 200 ");

    await()
        .untilAsserted(
            () -> {
              ngrok.refreshMetrics(tunnel);
              assertThat(Objects.requireNonNull(tunnel.getMetrics().get("http")).getCount())
                  .isPositive();
            });
    ngrok.disconnect(tunnel.getPublicUrl());
    assertThat(ngrok.getTunnels()).isEmpty();
    await().untilAsserted(() -> assertThat(visited(tunnel)).contains(" 404 "));
  }

  @Test
  void tcpTunnelHasAPort() throws Exception {
    Tunnel tunnel = ngrok.connect(toTheShop().withProto(Proto.TCP).build());

    assertThat(tunnel.getConfig().getAddr()).isEqualTo("localhost:" + shop.port());
    assertThat(tunnel.getPublicUrl()).matches("tcp://.*:[0-9]+");
    int port = Integer.parseInt(tunnel.getPublicUrl().replaceFirst(".*:", ""));
    try (Visitor visitor = Visitor.connect(port)) {
      assertThat(
              visitor
                  .send("GET /orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                  .readToEnd())
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void tlsTunnelEndsAtTheService() {
    Tunnel tunnel =
        ngrok.connect(
            toTheShop()
                .withProto(Proto.TLS)
                .withDomain("pay.localhost")
                .withTerminateAt("upstream")
                .build());

    assertThat(tunnel.getProto()).isEqualTo("tls");
    assertThat(tunnel.getPublicUrl()).startsWith("tls://pay.localhost");
  }

  @Test
  void passwordAndNameAreAskedFor() throws Exception {
    Tunnel tunnel =
        ngrok.connect(
            toTheShop().withName("my-tunnel").withSubdomain("till").withAuth("oki:doki").build());

    assertThat(tunnel.getName()).isEqualTo("my-tunnel");
    assertThat(tunnel.getPublicUrl()).isEqualTo("https://till.localhost:" + pair.port("https"));
    assertThat(visited(tunnel)).contains(" 401 ");
    String password =
        Base64.getEncoder().encodeToString("oki:doki".getBytes(StandardCharsets.UTF_8));
    assertThat(visited(tunnel, "Authorization: Basic " + password + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void schemesAreChosenAsInBothVersions() throws Exception {
    Tunnel http = ngrok.connect(toTheShop().withSchemes(List.of("http")).build());
    assertThat(http.getPublicUrl()).startsWith("http://");
    assertThat(visited(http)).startsWith("HTTP/1.1 200 ");
    assertThat(ngrok.getTunnels()).hasSize(1);

    Tunnel both = ngrok.connect(toTheShop().withBindTls(BindTls.BOTH).build());
    assertThat(both.getPublicUrl()).startsWith("https://");
    assertThat(ngrok.getTunnels()).hasSize(3);
  }

  /** As version 2 does it: of two tunnels the http one, and closing it leaves the other. */
  @Test
  void version2HasBothAndClosesOne() throws Exception {
    NgrokClient second = client(config().withNgrokVersion(NgrokVersion.V2).build());
    try {
      Tunnel tunnel =
          second.connect(
              toTheShop().withNgrokVersion(NgrokVersion.V2).withName("my-tunnel").build());

      assertThat(tunnel.getPublicUrl()).startsWith("http://");
      assertThat(second.getTunnels()).hasSize(2);
      second.disconnect(tunnel.getPublicUrl());
      assertThat(second.getTunnels()).hasSize(1);
    } finally {
      second.kill();
    }
  }

  @Test
  void refusalsComeWithTheirReason() {
    Tunnel unused = ngrok.connect(toTheShop().withSubdomain("till").build());

    assertThatThrownBy(() -> ngrok.connect(toTheShop().withSubdomain("till").build()))
        .isInstanceOfSatisfying(
            JavaNgrokHTTPException.class,
            e -> {
              assertThat(e.getStatusCode()).isEqualTo(502);
              assertThat(e.getBody()).contains("failed to start tunnel", "already registered");
            });
  }

  @Test
  void capturedRequestsAreListedReplayedAndForgotten() throws Exception {
    Tunnel tunnel = ngrok.connect(toTheShop().withName("my-tunnel").build());
    NgrokAgent agent = new NgrokAgent(ngrok.getNgrokProcess());
    assertThat(visited(tunnel)).startsWith("HTTP/1.1 200 ");
    await()
        .untilAsserted(
            () ->
                assertThat(agent.getRequests().getBody().getRequests())
                    .singleElement()
                    .satisfies(
                        each -> assertThat(each.getResponse().getStatusCode()).isEqualTo(200)));

    CapturedRequest request = agent.getRequests().getBody().getRequests().get(0);

    assertThat(request.getTunnelName()).isEqualTo("my-tunnel");
    assertThat(request.getDuration()).isPositive();
    assertThat(agent.getRequest(request.getId()).getBody().getId()).isEqualTo(request.getId());
    assertThat(agent.getRequests("unknown").getBody().getRequests()).isEmpty();
    agent.replayRequest(request.getId());
    await().untilAsserted(() -> assertThat(agent.getRequests().getBody().getRequests()).hasSize(2));
    agent.deleteRequests();
    assertThat(agent.getRequests().getBody().getRequests()).isEmpty();
    assertThat(agent.getAgentStatus().getBody().getStatus()).isEqualTo("online");
    assertThat(agent.getAgentStatus().getBody().getSession().getLegs()).hasSize(1);
  }

  @Test
  void killedItIsStartedAnewByTheNextTunnel() throws Exception {
    Tunnel first = ngrok.connect(toTheShop().withSubdomain("till").build());
    ngrok.kill();
    await()
        .atMost(PATIENCE)
        .until(() -> !ngrok.getNgrokProcess().isRunning() && ngrok.getTunnels().isEmpty());

    Tunnel again = ngrok.connect(toTheShop().withSubdomain("till").build());

    assertThat(again.getPublicUrl()).isEqualTo(first.getPublicUrl());
    assertThat(visited(again)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void tunnelsComeBackWithTheServer() throws Exception {
    Tunnel tunnel = ngrok.connect(toTheShop().withSubdomain("till").build());

    pair.restartServer();

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(visited(tunnel)).startsWith("HTTP/1.1 200 "));
    assertThat(ngrok.getTunnels()).hasSize(1);
  }

  @Test
  void whatItIsStartedWithIsUnderstood() throws Exception {
    NgrokClient other =
        client(config().withRegion(Region.EU).withAuthToken("a-token").withMaxLogs(5).build());
    try {
      other.getNgrokProcess().start();

      assertThat(other.getNgrokProcess().getLogs())
          .isNotEmpty()
          .allSatisfy(
              log ->
                  assertThat(List.of(log.getT(), log.getLvl(), log.getMsg())).doesNotContainNull());
      assertThat(other.getNgrokProcess().getApiUrl()).startsWith("http://127.0.0.1:");
      assertThat(other.getVersion().getNgrokVersion()).startsWith("3.");
    } finally {
      other.kill();
    }
  }

  @Test
  void directoryIsShown() throws Exception {
    Path files = Files.createDirectory(home.resolve("files"));
    Files.writeString(files.resolve("orders"), "three of them");

    Tunnel tunnel =
        ngrok.connect(new CreateTunnel.Builder().withAddr(files.toUri().toString()).build());

    assertThat(tunnel.getName()).startsWith("http-file-");
    assertThat(visited(tunnel)).startsWith("HTTP/1.1 200 ").endsWith("three of them");
  }

  /** The library reads the file, too, and sends what it defines. */
  @Test
  void tunnelOfTheFileIsFoundByItsName() throws Exception {
    Path file = home.resolve("ngrok.yml");
    Files.writeString(
        file,
        Files.readString(file).replace("inspect_addr", "web_addr")
            + """
            version: "2"
            tunnels:
              shop:
                proto: http
                addr: "%d"
                domain: pay.localhost
                auth: oki:doki
            """
                .formatted(shop.port()));

    Tunnel tunnel = ngrok.connect(new CreateTunnel.Builder().withName("shop").build());

    assertThat(tunnel.getName()).isEqualTo("shop-api");
    assertThat(tunnel.getPublicUrl()).startsWith("https://pay.localhost");
    assertThat(visited(tunnel)).contains(" 401 ");
  }

  @Test
  void tokenIsWrittenIntoTheFile() throws Exception {
    ngrok.setAuthToken("another-token");

    assertThat(home.resolve("ngrok.yml")).content().contains("another-token");
  }
}
