package org.ngrokd.client.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.client.config.Trust;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.streams.net.HostAndPort;

class LoginTest {
  private static final String PENDING = "{\"error\":\"authorization_pending\"}";
  private static final String SLOW_DOWN = "{\"error\":\"slow_down\"}";
  private static final String GIVEN =
      "{\"access_token\":\"a-token\",\"account\":\"alice\",\"server_addr\":\"example.com:4443\"}";

  private final List<String> printed = new ArrayList<>();
  private final List<URI> opened = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final Deque<String> answers = new ArrayDeque<>();
  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  /** A dashboard that gives a code, and then these answers, one after the other. */
  private Dashboard dashboard(HttpServer listening, String scheme, String... said)
      throws IOException {
    server = listening;
    answers.addAll(List.of(said));
    String url = scheme + "://localhost:" + listening.getAddress().getPort();
    listening.createContext(
        "/-/device/code",
        exchange ->
            answer(
                exchange,
                200,
                "{\"device_code\":\"d3vice\",\"user_code\":\"BCDF-GHJK\",\"verification_uri\":\"%1$s/-/device\",\"verification_uri_complete\":\"%1$s/-/device?code=BCDF-GHJK\",\"expires_in\":600,\"interval\":5}"
                    .formatted(url)));
    listening.createContext(
        "/-/device/token",
        exchange -> {
          String next = answers.size() > 1 ? answers.remove() : answers.element();
          answer(exchange, next.contains("error") ? 400 : next.isEmpty() ? 502 : 200, next);
        });
    server.start();
    return Dashboard.of(Optional.of(url), Optional.empty());
  }

  private Dashboard dashboard(String... said) throws IOException {
    return dashboard(HttpServer.create(loopback(), 0), "http", said);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Login.Given login(Dashboard dashboard, Trust trust) throws InterruptedException {
    return new Login(
            dashboard,
            new ServerForms(dashboard, trust, Optional.empty(), Map.of()),
            printed::add,
            opened::add,
            pauses::add)
        .run("ngrok on desk");
  }

  private Login.Given login(Dashboard dashboard) throws InterruptedException {
    return login(dashboard, new Trust.HostRoots());
  }

  @Test
  void theCodeIsShownAndThePageOpenedAndTheTokenComesWhenItIsAllowed() throws Exception {
    Login.Given given = login(dashboard(PENDING, SLOW_DOWN, PENDING, GIVEN));

    assertThat(given.token()).isEqualTo("a-token");
    assertThat(given.account()).isEqualTo("alice");
    assertThat(given.server()).contains(HostAndPort.parse("example.com:4443"));
    assertThat(String.join("\n", printed)).contains("/-/device", "BCDF-GHJK");
    assertThat(opened).hasSize(1);
    assertThat(opened.get(0).getQuery()).isEqualTo("code=BCDF-GHJK");
    assertThat(asked).startsWith("program=ngrok+on+desk", "device_code=d3vice");
    assertThat(pauses.stream().map(Duration::toSeconds)).containsExactly(5L, 5L, 10L, 10L);
    assertThat(given.toString()).doesNotContain("a-token");
  }

  @Test
  void aServerThatStartsAnewMeanwhileIsAskedAgain() throws Exception {
    assertThat(login(dashboard("", GIVEN)).token()).isEqualTo("a-token");
  }

  @Test
  void whoIsDeniedIsToldSo() throws Exception {
    Dashboard dashboard =
        dashboard("{\"error\":\"access_denied\",\"error_description\":\"It was denied.\"}");

    assertThatThrownBy(() -> login(dashboard))
        .isInstanceOf(UserException.class)
        .hasMessage(dashboard.url() + " refuses the login: It was denied.");
  }

  @Test
  void aCodeThatEndsIsToldAsThat() throws Exception {
    Dashboard expired = dashboard("{\"error\":\"expired_token\"}");
    assertThatThrownBy(() -> login(expired)).hasMessageContaining("Run ngrok login again");
    stop();
    answers.clear();
    pauses.clear();

    Dashboard silent = dashboard(PENDING);
    assertThatThrownBy(() -> login(silent)).hasMessageContaining("Run ngrok login again");
    assertThat(pauses).hasSize(120);
  }

  @Test
  void aServerWithoutAccountsIsToldFromOneThatIsNotThere() throws Exception {
    server = HttpServer.create(loopback(), 0);
    server.start();
    Dashboard empty =
        Dashboard.of(
            Optional.of("http://localhost:" + server.getAddress().getPort()), Optional.empty());
    assertThatThrownBy(() -> login(empty))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no accounts");

    stop();
    assertThatThrownBy(() -> login(empty))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void theCertificateIsJudgedAsThatOfTunnels() throws Exception {
    TestCertificates certificates = TestCertificates.localhost();
    HttpsServer listening = HttpsServer.create(loopback(), 0);
    listening.setHttpsConfigurator(new HttpsConfigurator(certificates.serverContext()));
    Dashboard dashboard = dashboard(listening, "https", GIVEN);

    assertThatThrownBy(() -> login(dashboard))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not trusted here")
        .hasMessageContaining("server_fingerprint");
    Trust pinned = new Trust.Pinned(Fingerprint.of(certificates.certificate()));
    assertThat(login(dashboard, pinned).token()).isEqualTo("a-token");
  }

  @Test
  void theDashboardIsWhereItWasTypedOrAtTheServersHost() {
    Optional<HostAndPort> server = Optional.of(HostAndPort.parse("example.com:4443"));

    assertThat(Dashboard.of(Optional.empty(), server).url())
        .isEqualTo(URI.create("https://example.com"));
    assertThat(Dashboard.of(Optional.of("team.example:8443"), server).url())
        .isEqualTo(URI.create("https://team.example:8443"));
    assertThat(Dashboard.of(Optional.of("https://team.example/x?y"), server).url())
        .isEqualTo(URI.create("https://team.example"));
    assertThat(Dashboard.of(Optional.of("http://team.localhost:80"), server).server())
        .isEqualTo(HostAndPort.parse("team.localhost:80"));
    for (String wrong : List.of("http://example.com", "ftp://a", "https://u@h", "a b", "")) {
      assertThatThrownBy(() -> Dashboard.of(Optional.of(wrong), server))
          .as(wrong)
          .isInstanceOf(UsageException.class);
    }
    assertThatThrownBy(() -> Dashboard.of(Optional.empty(), Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("which server?");
  }

  @Test
  void aBrowserOpensOnlyBeforeTheUsersEyesAndOnlyForPages() {
    URI page = URI.create("https://example.com/-/device?code=BCDF-GHJK");

    assertThat(window("Linux", Map.of("DISPLAY", ":0")).command(page))
        .contains(List.of("xdg-open", page.toString()));
    assertThat(window("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0")).command(page)).isPresent();
    assertThat(window("Linux", Map.of("DISPLAY", "")).command(page)).isEmpty();
    assertThat(window("Mac OS X", Map.of()).command(page))
        .contains(List.of("open", page.toString()));
    assertThat(window("Mac OS X", Map.of("SSH_CONNECTION", "x")).command(page)).isEmpty();
    assertThat(window("Windows 11", Map.of()).command(page))
        .contains(List.of("rundll32", "url.dll,FileProtocolHandler", page.toString()));
    assertThat(window("Mac OS X", Map.of()).command(URI.create("file:///etc/passwd"))).isEmpty();
    assertThat(window("Mac OS X", Map.of()).command(URI.create("--help"))).isEmpty();
  }

  private static BrowserWindow window(String system, Map<String, String> environment) {
    return new BrowserWindow(system, environment);
  }
}
