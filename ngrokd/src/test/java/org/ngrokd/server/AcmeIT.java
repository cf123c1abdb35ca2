package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.ngrokd.server.AcmeScene.DOMAIN;
import static org.ngrokd.server.AcmeScene.await;
import static org.ngrokd.server.AcmeScene.hostTunnel;
import static org.ngrokd.server.AcmeScene.isOfPebble;
import static org.ngrokd.server.AcmeScene.isShown;
import static org.ngrokd.server.AcmeScene.openssl;
import static org.ngrokd.server.AcmeScene.shown;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.server.acme.keep.FileKeep;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.Pebble;
import org.ngrokd.server.testing.TestResponder;
import org.ngrokd.server.tls.CertificateFiles;
import org.ngrokd.streams.net.TlsContexts;

/** Certificates from a real CA, to whom every name is this computer. */
class AcmeIT {
  @TempDir private Path directory;

  private AcmeScene scene;
  private int http;
  private int https;

  @BeforeEach
  void findPorts() throws IOException {
    scene = AcmeScene.in(directory);
    http = scene.http();
    https = scene.https();
  }

  @Test
  void firstVisitorsOfTheDomainAndOfATunnelWaitForTheirCertificates() throws Exception {
    try (Pebble ca = scene.pebble("", Map.of("PEBBLE_WFE_NONCEREJECT", "30"));
        TestServer server = TestServer.start(scene.options(ca.options()));
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
    try (Pebble ca = scene.pebble()) {
      try (TestServer server =
          TestServer.start(
              scene.options(ca.options(), Optional.of(http), Optional.empty(), Optional.empty()))) {
        await(() -> isShown(server.port("tunnel"), DOMAIN));
      }
      FileKeep.in(StateDirectory.at(directory.resolve("state"))).remove(DOMAIN);
      try (TestServer server =
          TestServer.start(
              scene.options(
                  ca.options(), Optional.empty(), Optional.of(https), Optional.empty()))) {
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
    try (Pebble ca = scene.pebble(keys, Map.of())) {
      AcmeOptions bound =
          ca.options(
              Optional.of(
                  new AcmeOptions.Binding(
                      "kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W")),
              false);
      try (CapturedLog log = CapturedLog.at(Level.INFO);
          TestServer server = TestServer.start(scene.options(ca.options()))) {
        await(() -> log.lines(Level.WARN).stream().anyMatch(line -> line.contains(DOMAIN)));
        assertThat(server.port("tunnel")).isPositive();
      }
      try (CapturedLog log = CapturedLog.at(Level.INFO);
          TestServer server = TestServer.start(scene.options(bound))) {
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
        TestServer server = TestServer.start(scene.options(ca.options()))) {
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
    try (Pebble ca =
            scene.pebble("", Map.of("PEBBLE_VA_NOSLEEP", "0", "PEBBLE_VA_SLEEPTIME", "2"));
        CapturedLog log = CapturedLog.at(Level.INFO);
        TestServer server = TestServer.start(scene.options(ca.options()))) {
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
  void fiftyNamesAtAStartHaveTheirs() throws Exception {
    try (Pebble ca = scene.pebble();
        TestServer server = TestServer.start(scene.options(ca.options()));
        OldSession session = OldSession.online(server)) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        names.add("n%d.many-of-tests%d.org".formatted(i, i % 2));
        session.tunnel(hostTunnel(names.get(i)));
      }

      await(() -> names.stream().allMatch(name -> isShown(https, name)));
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
    try (Pebble ca = scene.pebble();
        TestServer server =
            TestServer.start(
                scene.options(
                    ca.options(), Optional.of(http), Optional.of(https), Optional.of(files)));
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
    try (Pebble ca = scene.pebble();
        TestServer server = TestServer.start(scene.options(ca.options(Optional.empty(), true)))) {
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
    try (Pebble ca = scene.pebble();
        TestServer server = TestServer.start(scene.options(ca.options()))) {
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

  /** As OpenSSL sees it: what the CA says of the certificate comes with it, if it is asked for. */
  @Test
  void wordOfTheCaIsShownWithTheCertificate() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "OpenSSL is not installed");
    assumeTrue(TlsContexts.canStaple(), "the JDK's TLS is in use");
    try (TestResponder responder = TestResponder.start(Clock.systemUTC());
        Pebble ca =
            scene.pebble("\"ocspResponderURL\": \"" + responder.address() + "\",", Map.of())) {
      responder.answersFor(ca.signer(directory));
      try (TestServer server = TestServer.start(scene.options(ca.options()))) {
        await(() -> isShown(https, DOMAIN));

        for (int port : new int[] {https, server.port("tunnel")}) {
          for (String version : List.of("-tls1_2", "-tls1_3")) {
            await(() -> openssl(port, version).contains("Cert Status: good"));
          }
        }
        assertThat(responder.asked).hasValue(1);
        assertThat(isShown(https, DOMAIN)).as("to who does not ask").isTrue();
      }
    }
  }
}
