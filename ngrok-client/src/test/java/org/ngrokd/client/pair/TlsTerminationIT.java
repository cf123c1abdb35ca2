package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.HeaderRules;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.Termination;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.Visitor;

/** tls tunnels whose TLS ends in the client, with a certificate of its own. */
@SuppressWarnings("try") // clients are there until the end of a test
class TlsTerminationIT {
  private static final String NAS = "nas.localhost";
  private static final TestCertificates OURS = TestCertificates.forNames("dns:" + NAS);
  private static final TestCertificates ALICE = TestCertificates.forNames("dns:alice");
  private static final TestCertificates MALLORY = TestCertificates.forNames("dns:mallory");

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Pair pair = Pair.start();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  @TempDir Path directory;
  private Path certificate = Path.of("");
  private Path key = Path.of("");

  @BeforeEach
  void write() {
    certificate = written("nas", OURS);
    key = directory.resolve("nas.key");
  }

  @AfterEach
  void stop() {
    pair.close();
  }

  private Path written(String name, TestCertificates certificates) {
    PemFiles.writePrivateKey(directory.resolve(name + ".key"), certificates.privateKey());
    Path file = directory.resolve(name + ".crt");
    PemFiles.writeCertificates(file, List.of(certificates.certificate()));
    return file;
  }

  private Termination here(boolean isHttp, Path... visitorCas) {
    return new Termination(certificate, key, List.of(visitorCas), isHttp);
  }

  private static TunnelConfig nas(String address, Termination termination) {
    return new TunnelConfig(
        "nas",
        new LinkedHashMap<>(Map.of("tls", LocalAddress.parse(address))),
        "nas",
        "",
        TunnelConfig.Options.NONE.withAgent(
            AgentOptions.NONE.withTermination(Optional.of(termination))));
  }

  private Visitor visitor() throws IOException {
    return visitor(OURS.trustingContext());
  }

  private Visitor visitor(SSLContext context) throws IOException {
    return TlsVisitors.connect(pair.port("https"), context, NAS);
  }

  /** Notes each request's head and answers with a word. */
  private LocalService web(String word) {
    return LocalService.with(
        connection -> {
          while (true) {
            seen.add(LocalService.head(connection.getInputStream()));
            String reply = "HTTP/1.1 200 OK\r\nContent-Length: " + word.length() + "\r\n\r\n";
            connection.getOutputStream().write((reply + word).getBytes(StandardCharsets.US_ASCII));
          }
        });
  }

  private String next() throws InterruptedException {
    return String.valueOf(seen.poll(60, TimeUnit.SECONDS));
  }

  private String get(String request) throws IOException {
    try (Visitor visitor = visitor()) {
      return visitor.send(request.replace("\n", "\r\n")).readToEnd();
    }
  }

  @Test
  void serviceGetsPlainBytesAndTheVisitorSeesOurCertificate() throws Exception {
    try (LocalService echo = LocalService.echo();
        ConfiguredClient unused = ConfiguredClient.of(pair, nas(echo.address(), here(false)));
        Visitor visitor = visitor()) {
      SSLSocket socket = (SSLSocket) visitor.socket();
      assertThat(socket.getSession().getPeerCertificates()).containsExactly(OURS.certificate());
      CompletableFuture<String> sending = CompletableFuture.supplyAsync(() -> sendMuch(visitor));

      assertThat(Bytes.read(visitor.in(), Bytes.MIB)).isEqualTo(sending.get());
      assertThat(visitor.send("and more").read(8)).isEqualTo("and more");
    }
  }

  private static String sendMuch(Visitor visitor) {
    try {
      return Bytes.write(visitor.out(), Bytes.MIB, 5);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void muchArrivesWholeAndTheEndIsTold() throws Exception {
    try (LocalService service =
            LocalService.with(
                connection -> {
                  String unused = Bytes.write(connection.getOutputStream(), 20 * Bytes.MIB, 7);
                });
        ConfiguredClient unused = ConfiguredClient.of(pair, nas(service.address(), here(false)));
        Visitor visitor = visitor()) {
      String expected = Bytes.write(java.io.OutputStream.nullOutputStream(), 20 * Bytes.MIB, 7);

      assertThat(Bytes.read(visitor.in(), 20 * Bytes.MIB)).isEqualTo(expected);
      assertThat(visitor.in().read()).isEqualTo(-1);
    }
  }

  @Test
  void serviceWithTlsGetsAConnectionOfItsOwn() throws Exception {
    try (LocalService service =
            LocalService.withTls(
                ALICE.serverContext(),
                connection ->
                    connection.getInputStream().transferTo(connection.getOutputStream()));
        ConfiguredClient unused =
            ConfiguredClient.of(pair, nas("https://" + service.address(), here(false)));
        Visitor visitor = visitor()) {
      assertThat(visitor.send("hello").read(5)).isEqualTo("hello");
    }
  }

  @Test
  void serviceIsToldWhoTheVisitorIs() throws Exception {
    try (LocalService service =
            LocalService.with(
                connection -> {
                  seen.add(line(connection));
                  connection.getInputStream().transferTo(connection.getOutputStream());
                });
        ConfiguredClient unused =
            ConfiguredClient.of(
                pair,
                with(
                    nas(service.address(), here(false)),
                    Upstream.PLAIN.withProxyProtocol(ProxyProtocol.V1)));
        Visitor visitor = visitor()) {
      assertThat(visitor.send("hello").read(5)).isEqualTo("hello");
      assertThat(next())
          .isEqualTo(
              "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\n"
                  .formatted(visitor.socket().getLocalPort(), service.port()));
    }
  }

  private static TunnelConfig with(TunnelConfig tunnel, Upstream upstream) {
    return tunnel.withOptions(tunnel.options().withUpstream(upstream));
  }

  private static TunnelConfig with(TunnelConfig tunnel, HttpRules rules) {
    return tunnel.withOptions(tunnel.options().withHttp(rules));
  }

  private static String line(Socket connection) throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\n") < 0) {
      line.append((char) connection.getInputStream().read());
    }
    return line.toString();
  }

  @Test
  void onlyVisitorsWithACertificateOfTheCaComeIn() throws Exception {
    try (LocalService service =
            LocalService.with(
                connection -> {
                  seen.add("a visitor");
                  connection.getInputStream().transferTo(connection.getOutputStream());
                });
        ConfiguredClient unused =
            ConfiguredClient.of(
                pair, nas(service.address(), here(false, written("alice", ALICE))))) {
      assertThatThrownBy(() -> hello(Showing.certificate(OURS, MALLORY)))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> hello(OURS.trustingContext())).isInstanceOf(IOException.class);
      assertThat(seen).isEmpty();

      assertThat(hello(Showing.certificate(OURS, ALICE))).isEqualTo("hello");
      assertThat(seen).hasSize(1);
    }
  }

  /** With TLS 1.3 a visitor learns of the refusal when it reads. */
  private String hello(SSLContext context) throws IOException {
    try (Visitor visitor = visitor(context)) {
      return visitor.send("hello").read(5);
    }
  }

  @Test
  void curlShowsItsCertificateAndGetsThePage() throws Exception {
    try (LocalService web = web("the page");
        ConfiguredClient unused =
            ConfiguredClient.of(pair, nas(web.address(), here(true, written("alice", ALICE))))) {
      assertThat(curl()).startsWith("0 ").contains("the page");
      assertThat(curlWithoutCertificate()).doesNotStartWith("0 ").doesNotContain("the page");
    }
  }

  private String curl() throws Exception {
    return run(
        "--cert",
        directory.resolve("alice.crt").toString(),
        "--key",
        directory.resolve("alice.key").toString());
  }

  private String curlWithoutCertificate() throws Exception {
    return run();
  }

  private String run(String... more) throws Exception {
    int port = pair.port("https");
    List<String> words =
        new java.util.ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--http2",
                "--cacert",
                certificate.toString(),
                "--resolve",
                NAS + ":" + port + ":127.0.0.1",
                "https://" + NAS + ":" + port + "/"));
    words.addAll(List.of(more));
    Process curl = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return curl.waitFor() + " " + output;
  }

  @Test
  void httpServiceIsToldOfTheVisitorAndNotWhatTheVisitorClaims() throws Exception {
    HttpRules rules =
        HttpRules.NONE.withRequest(HeaderRules.NONE.adding("X-Mine", "1").removing("Cookie"));
    try (LocalService web = web("ok");
        ConfiguredClient unused =
            ConfiguredClient.of(pair, with(nas(web.address(), here(true)), rules));
        Visitor visitor = visitor()) {
      visitor.send(
          ("GET /a HTTP/1.1\nHost: nas.localhost:1\nX-Forwarded-For: 1.2.3.4\nX_Real_IP: 1.2.3.4\n"
                  + "Cookie: c\nConnection: keep-alive, x-forwarded-for\nUpgrade: h2c\n\n")
              .replace("\n", "\r\n"));

      assertThat(next().lines())
          .containsExactly(
              "GET /a HTTP/1.1",
              "Host: nas.localhost:1",
              "X-Mine: 1",
              "Connection: keep-alive",
              "X-Forwarded-For: 127.0.0.1",
              "X-Forwarded-Proto: https",
              "X-Forwarded-Host: nas.localhost:1",
              "X-Forwarded-Port: 1",
              "");
      assertThat(visitor.read(OK.length())).isEqualTo(OK);
      visitor.send(
          "MOVE /a HTTP/1.1\r\nHost: nas.localhost\r\n"
              + "Destination: https://nas.localhost/b\r\n\r\n");
      assertThat(next())
          .contains("\r\nDestination: http://nas.localhost/b\r\n", "X-Forwarded-Port: 443\r\n");
    }
  }

  @Test
  void pathsLeadToServicesOfTheirOwnWhichAreToldToo() throws Exception {
    try (LocalService web = web("main");
        LocalService api = web("api");
        ConfiguredClient unused =
            ConfiguredClient.of(
                pair,
                with(
                    nas(web.address(), here(true)),
                    Upstream.PLAIN.withPaths(
                        PathForwards.NONE.with(
                            PathForward.parse("/api=" + api.address() + ",strip")))))) {
      assertThat(get("GET /api/x HTTP/1.1\nHost: nas.localhost\nConnection: close\n\n"))
          .endsWith("api");
      assertThat(next())
          .startsWith("GET /x HTTP/1.1")
          .contains("X-Forwarded-Prefix: /api", "X-Forwarded-Proto: https");
      assertThat(get("GET / HTTP/1.1\nHost: nas.localhost\nConnection: close\n\n"))
          .endsWith("main");
      assertThat(next()).contains("X-Forwarded-For: 127.0.0.1");
    }
  }

  @Test
  void requestsAreInspectedAndReplayedWithoutTls() throws Exception {
    try (LocalService web = web("ok");
        ConfiguredClient client =
            ConfiguredClient.of(
                pair,
                new InspectOptions(Optional.empty(), InspectOptions.Capture.DEFAULT, ""),
                nas(web.address(), here(true)))) {
      try (Visitor visitor = visitor()) {
        visitor.send("GET /seen HTTP/1.1\r\nHost: nas.localhost\r\n\r\n");
        assertThat(visitor.read(OK.length())).isEqualTo(OK);
      }
      assertThat(next()).startsWith("GET /seen ");
      var exchanges = client.running().agent().watched().exchanges();
      await().until(() -> exchanges.newestFirst().size() == 1);
      SeenExchange exchange = exchanges.newestFirst().get(0).seen();
      assertThat(exchange.request().target()).isEqualTo("/seen");

      String unused =
          client.running().agent().replayer().replay(exchange, exchange.request(), false);

      assertThat(next()).startsWith("GET /seen ").contains("X-Forwarded-For: 127.0.0.1");
    }
  }

  @Test
  void browserSeesThePageThatSaysThatTheServiceIsDown() throws Exception {
    try (ConfiguredClient unused =
        ConfiguredClient.of(pair, nas(LocalService.nobody(), here(true)))) {
      assertThat(get("GET / HTTP/1.1\nHost: nas.localhost\nAccept: text/html\n\n"))
          .startsWith("HTTP/1.0 502 Bad Gateway")
          .contains("the local service behind it does not answer");
    }
  }

  @Test
  void http1IsSelectedWhereHttpIsSpokenAndNothingElsewhere() throws Exception {
    try (LocalService web = web("ok")) {
      try (ConfiguredClient unused = ConfiguredClient.of(pair, nas(web.address(), here(true)))) {
        assertThat(selected("h2", "http/1.1")).isEqualTo("http/1.1");
        assertThat(selected("mqtt")).isEmpty();
      }
      try (ConfiguredClient unused = ConfiguredClient.of(pair, nas(web.address(), here(false)))) {
        assertThat(selected("h2", "http/1.1")).isEmpty();
      }
    }
  }

  private String selected(String... offered) throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), pair.port("https"));
    try (SSLSocket socket =
        (SSLSocket)
            OURS.trustingContext()
                .getSocketFactory()
                .createSocket(plain, NAS, pair.port("https"), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(offered);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return String.valueOf(socket.getApplicationProtocol());
    }
  }

  @Test
  void renewedCertificateIsTakenUp() throws Exception {
    TestCertificates renewed = TestCertificates.forNames("dns:" + NAS + ",dns:renewed");
    try (LocalService echo = LocalService.echo();
        ConfiguredClient unused = ConfiguredClient.of(pair, nas(echo.address(), here(false)))) {
      assertThat(hello(OURS.trustingContext())).isEqualTo("hello");

      written("nas", renewed);
      Files.setLastModifiedTime(certificate, FileTime.from(Instant.now().plusSeconds(2)));

      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> hello(renewed.trustingContext()).equals("hello"));
    }
  }

  @Test
  void whatIsWrongWithTheFilesIsSaidAtOnce() {
    Path none = directory.resolve("none.crt");
    assertThatThrownBy(() -> begin(new Termination(none, key, List.of())))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Cannot read the certificate " + none + ": there is no such file");
    written("alice", ALICE);
    Path other = directory.resolve("alice.key");
    assertThatThrownBy(() -> begin(new Termination(certificate, other, List.of())))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(
            certificate.toString(), other.toString(), "does not belong to the certificate");
    assertThatThrownBy(() -> begin(new Termination(certificate, key, List.of(key))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Cannot read the certificate " + key);
  }

  private void begin(Termination termination) {
    ConfiguredClient.of(pair, nas("127.0.0.1:1", termination)).close();
  }

  @Test
  void passwordThatNobodyWouldAskForIsRefused() {
    TunnelConfig tunnel = nas("127.0.0.1:1", here(true));
    assertThatThrownBy(
            () ->
                ConfiguredClient.of(pair, tunnel.withOptions(tunnel.options().withHttpAuth("a:b"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot where their TLS ends in the client");
  }
}
