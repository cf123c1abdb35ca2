package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.server.acme.keep.FileKeep;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.Pebble;
import org.ngrokd.server.tls.CertificateFiles;
import org.ngrokd.streams.net.HostAndPort;

/** Certificates from a real CA, to whom every name is this computer. */
class AcmeIT {
  private static final String DOMAIN = "tunnels-of-tests.net";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private int http;
  private int https;

  @BeforeEach
  void findPorts() throws IOException {
    assumeTrue(Pebble.isInstalled(), "Pebble is not installed");
    http = FreePort.tcp();
    https = FreePort.tcp();
  }

  private Pebble pebble() throws IOException {
    return pebble("", Map.of());
  }

  private Pebble pebble(String settings, Map<String, String> environment) throws IOException {
    return Pebble.start(directory.resolve("pebble"), http, https, settings, environment);
  }

  private ServerOptions options(AcmeOptions acme) {
    return options(acme, Optional.of(http), Optional.of(https), Optional.empty());
  }

  private ServerOptions options(
      AcmeOptions acme,
      Optional<Integer> http,
      Optional<Integer> https,
      Optional<CertificateFiles> files) {
    ServerOptions usual = TestServer.options(directory.resolve("state"));
    return new ServerOptions(
        DOMAIN,
        new ServerOptions.Addresses(
            http.map(port -> new HostAndPort("127.0.0.1", port)),
            https.map(port -> new HostAndPort("127.0.0.1", port)),
            usual.addresses().tunnel(),
            "127.0.0.1"),
        new ServerOptions.Tls(files, KeyKind.ECDSA_P256, usual.tls().oldest(), Optional.of(acme)),
        usual.state(),
        usual.policy());
  }

  /** What a port shows somebody who wants this name; "" wants none. */
  private static X509Certificate shown(int port, String name, String... suites) throws IOException {
    try (SSLSocket socket = connect(port, name, suites)) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static SSLSocket connect(int port, String name, String... suites) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            TestCertificates.trustAllContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port);
    SSLParameters parameters = socket.getSSLParameters();
    if (!name.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    if (suites.length > 0) {
      parameters.setProtocols(new String[] {"TLSv1.2"});
      parameters.setCipherSuites(suites);
    }
    socket.setSSLParameters(parameters);
    socket.setSoTimeout((int) LONG.toMillis());
    socket.startHandshake();
    return socket;
  }

  private static boolean isOfPebble(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().getName().contains("Pebble");
  }

  private static boolean isShown(int port, String name) {
    try {
      return isOfPebble(shown(port, name));
    } catch (IOException e) {
      return false;
    }
  }

  private static void await(BooleanSupplier claim) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!claim.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("time left").isNegative();
      Thread.sleep(50); // another process is waited for
    }
  }

  private static String hostTunnel(String hostname) {
    return ("{\"Type\":\"ReqTunnel\",\"Payload\":{\"ReqId\":\"8\",\"Protocol\":\"https\","
            + "\"Hostname\":\"%s\",\"Subdomain\":\"\",\"HttpAuth\":\"\",\"RemotePort\":0}}")
        .formatted(hostname);
  }

  @Test
  void firstVisitorsOfTheDomainAndOfATunnelWaitForTheirCertificates() throws Exception {
    try (Pebble ca = pebble("", Map.of("PEBBLE_WFE_NONCEREJECT", "30"));
        TestServer server = TestServer.start(options(ca.options()));
        OldSession session = OldSession.online(server)) {
      X509Certificate ofDomain = shown(https, DOMAIN);
      assertThat(isOfPebble(ofDomain)).as("issued by the CA: %s", ofDomain).isTrue();
      assertThat(CertificateNames.of(ofDomain)).containsExactly(DOMAIN);
      assertThat(shown(https, "")).as("without a name").isEqualTo(ofDomain);
      assertThat(shown(server.port("tunnel"), DOMAIN)).as("clients").isEqualTo(ofDomain);

      session.tunnel("https", "app", 0);
      X509Certificate ofTunnel = shown(https, "app." + DOMAIN);
      assertThat(CertificateNames.of(ofTunnel)).containsExactly("app." + DOMAIN);

      session.tunnel(hostTunnel("custom-of-tests.org"));
      assertThat(CertificateNames.of(shown(https, "custom-of-tests.org")))
          .containsExactly("custom-of-tests.org");
      assertThat(isOfPebble(shown(https, "nobody." + DOMAIN))).isFalse();
    }
  }

  @Test
  void httpAloneAndTlsAloneDo() throws Exception {
    try (Pebble ca = pebble()) {
      try (TestServer server =
          TestServer.start(
              options(ca.options(), Optional.of(http), Optional.empty(), Optional.empty()))) {
        await(() -> isShown(server.port("tunnel"), DOMAIN));
      }
      FileKeep.in(StateDirectory.at(directory.resolve("state"))).remove(DOMAIN);
      try (TestServer server =
          TestServer.start(
              options(ca.options(), Optional.empty(), Optional.of(https), Optional.empty()))) {
        await(() -> isShown(https, DOMAIN));
        assertThat(server.port("tunnel")).isPositive();
      }
    }
  }

  @Test
  void accountElsewhereIsBound() throws Exception {
    String keys =
        "\"externalAccountBindingRequired\": true, \"externalAccountMACKeys\":"
            + " {\"kid-1\": \"zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W\"},";
    try (Pebble ca = pebble(keys, Map.of())) {
      AcmeOptions bound =
          ca.options(
              Optional.of(
                  new AcmeOptions.Binding(
                      "kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W")),
              false);
      try (CapturedLog log = CapturedLog.at(Level.INFO);
          TestServer server = TestServer.start(options(ca.options()))) {
        await(() -> log.lines(Level.WARN).stream().anyMatch(line -> line.contains(DOMAIN)));
        assertThat(server.port("tunnel")).isPositive();
      }
      try (CapturedLog log = CapturedLog.at(Level.INFO);
          TestServer server = TestServer.start(options(bound))) {
        await(() -> isShown(https, DOMAIN));
        assertThat(server.port("tunnel")).isPositive();
        assertThat(log.lines())
            .anyMatch(line -> line.startsWith("INFO Account at the CA: https://127.0.0.1:"));
      }
    }
  }

  @Test
  void wrongAnswerIsToldAndTheServersOwnCertificateServes() throws Exception {
    int nobody = FreePort.tcp();
    try (Pebble ca = Pebble.start(directory.resolve("p"), nobody, nobody, "", Map.of());
        CapturedLog log = CapturedLog.at(Level.WARN);
        TestServer server = TestServer.start(options(ca.options()))) {
      assertThat(isOfPebble(shown(https, DOMAIN))).isFalse();

      await(() -> !log.lines().isEmpty());
      assertThat(log.lines())
          .anyMatch(
              line ->
                  line.startsWith(
                      "WARN No certificate for %s: The CA does not see that %s is ours"
                          .formatted(DOMAIN, DOMAIN)));
      assertThat(server.port("tunnel")).isPositive();
    }
  }

  @Test
  @SuppressWarnings("try") // it goes before its end
  void caThatIsKilledMidOrderTakesNothingDownAndIsAskedAgain() throws Exception {
    try (Pebble ca = pebble("", Map.of("PEBBLE_VA_NOSLEEP", "0", "PEBBLE_VA_SLEEPTIME", "5"));
        CapturedLog log = CapturedLog.at(Level.INFO);
        TestServer server = TestServer.start(options(ca.options()))) {
      await(() -> ca.said("authz") + ca.said("order") > 0);
      ca.close();

      await(() -> log.lines(Level.WARN).stream().anyMatch(line -> line.contains(DOMAIN)));
      assertThat(isOfPebble(shown(https, DOMAIN))).isFalse();

      ca.restart();
      FileKeep.in(StateDirectory.at(directory.resolve("state"))).ask(DOMAIN);
      await(() -> isShown(https, DOMAIN));
      assertThat(server.port("tunnel")).isPositive();
    }
  }

  @Test
  void fortyNamesAtAStartHaveTheirsAndTenAreOrderedAtATime() throws Exception {
    try (Pebble ca = pebble();
        TestServer server = TestServer.start(options(ca.options()));
        OldSession session = OldSession.online(server)) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        names.add("n%d.many-of-tests%d.org".formatted(i, i % 2));
        session.tunnel(hostTunnel(names.get(i)));
      }

      await(() -> names.stream().allMatch(name -> isShown(https, name)));
    }
  }

  @Test
  void shortLifeIsRenewedWithoutDroppingAConnection() throws Exception {
    try (Pebble ca = pebble("\"certificateValidityPeriod\": 6,", Map.of());
        TestServer server = TestServer.start(options(ca.options()))) {
      await(() -> isShown(https, DOMAIN));
      X509Certificate first = shown(https, DOMAIN);
      try (SSLSocket open = connect(https, DOMAIN)) {
        await(
            () -> {
              server.server().checkCertificate();
              try {
                return !shown(https, DOMAIN).equals(first);
              } catch (IOException e) {
                throw new AssertionError("a new connection failed", e);
              }
            });

        open.getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(open.getInputStream().read()).as("answered").isEqualTo('H');
      }
    }
  }

  @Test
  void certificateOfTheUsersWinsForItsNames() throws Exception {
    Identity given =
        CertificateAuthority.create("mine", KeyKind.ECDSA_P256, Instant.now())
            .issueServer(DOMAIN, KeyKind.ECDSA_P256, Instant.now());
    PemFiles.writeCertificates(directory.resolve("my.crt"), given.chain());
    PemFiles.writePrivateKey(directory.resolve("my.key"), given.key());
    CertificateFiles files =
        new CertificateFiles(directory.resolve("my.crt"), directory.resolve("my.key"));
    try (Pebble ca = pebble();
        TestServer server =
            TestServer.start(
                options(ca.options(), Optional.of(http), Optional.of(https), Optional.of(files)));
        OldSession session = OldSession.online(server)) {
      session.tunnel("https", "app", 0);
      session.tunnel(hostTunnel("custom-of-tests.org"));

      await(() -> isShown(https, "custom-of-tests.org"));
      assertThat(shown(https, DOMAIN)).isEqualTo(given.leaf());
      assertThat(shown(https, "app." + DOMAIN)).isEqualTo(given.leaf());
      assertThat(ca.said("app." + DOMAIN)).isZero();
    }
  }

  @Test
  void clientThatKnowsNoEcdsaIsShownOneOfRsa() throws Exception {
    String suite = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    try (Pebble ca = pebble();
        TestServer server = TestServer.start(options(ca.options(Optional.empty(), true)))) {
      await(
          () -> {
            try {
              return isOfPebble(shown(https, DOMAIN, suite));
            } catch (IOException e) {
              return false;
            }
          });

      assertThat(shown(https, DOMAIN, suite).getPublicKey().getAlgorithm()).isEqualTo("RSA");
      assertThat(shown(https, "", suite).getPublicKey().getAlgorithm()).isEqualTo("RSA");
      await(() -> isShown(https, DOMAIN));
      assertThat(shown(https, DOMAIN).getPublicKey().getAlgorithm()).isEqualTo("EC");
      assertThat(server.port("tunnel")).isPositive();
    }
  }

  @Test
  void revokedOneIsReplacedByTheServerThatRuns() throws Exception {
    try (Pebble ca = pebble();
        TestServer server = TestServer.start(options(ca.options()))) {
      await(() -> isShown(https, DOMAIN));
      X509Certificate first = shown(https, DOMAIN);
      AcmeOptions.Issuer issuer = ca.options().ca();

      int exit =
          Main.commandLine(Map.of("NGROKD_HOME", directory.resolve("state").toString()))
              .execute(
                  "certs",
                  "revoke",
                  "-acmeServer",
                  issuer.server().toString(),
                  "-acmeServerCa",
                  issuer.trusted().orElseThrow().toString(),
                  DOMAIN);

      assertThat(exit).isZero();
      await(
          () -> {
            try {
              X509Certificate now = shown(https, DOMAIN);
              return isOfPebble(now) && !now.equals(first);
            } catch (IOException e) {
              return false;
            }
          });
      assertThat(server.port("tunnel")).isPositive();
    }
  }

  @Test
  void madeUpNamesCauseNoOrder() throws Exception {
    try (Pebble ca = pebble();
        TestServer server = TestServer.start(options(ca.options()))) {
      await(() -> isShown(https, DOMAIN));
      long before = ca.said("new-order") + ca.said("newOrder") + ca.said("order");

      for (int i = 0; i < 200; i++) {
        assertThat(isOfPebble(shown(https, "made-up-" + i + "." + DOMAIN))).isFalse();
      }

      assertThat(ca.said("new-order") + ca.said("newOrder") + ca.said("order")).isEqualTo(before);
      assertThat(ca.said("made-up")).isZero();
      assertThat(server.port("tunnel")).isPositive();
    }
  }
}
