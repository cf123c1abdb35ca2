package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.ngrokd.server.AcmeScene.DOMAIN;
import static org.ngrokd.server.AcmeScene.await;
import static org.ngrokd.server.AcmeScene.hostTunnel;
import static org.ngrokd.server.AcmeScene.isShown;
import static org.ngrokd.server.AcmeScene.shown;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.server.testing.Pebble;
import org.ngrokd.server.tls.CertificateFiles;

/** Files that other programs got from the same CA, beside certificates that come by themselves. */
class AcmeToolsIT {
  @TempDir private Path directory;

  private AcmeScene scene;

  @BeforeEach
  void findPorts() throws IOException {
    scene = AcmeScene.in(directory);
  }

  private static void run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static void require(String program) {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)), program + " is not installed");
  }

  private CertificateFiles byCertbot(Pebble ca) throws Exception {
    Path home = directory.resolve("certbot");
    run(
        Map.of("REQUESTS_CA_BUNDLE", ca.options().ca().trusted().orElseThrow().toString()),
        "certbot",
        "certonly",
        "--standalone",
        "--non-interactive",
        "--agree-tos",
        "--register-unsafely-without-email",
        "--server",
        ca.options().ca().server().toString(),
        "--http-01-port",
        "" + scene.http(),
        "--config-dir",
        home.toString(),
        "--work-dir",
        home.toString(),
        "--logs-dir",
        home.toString(),
        "-d",
        DOMAIN,
        "-d",
        "app." + DOMAIN);
    Path live = home.resolve("live").resolve(DOMAIN);
    return new CertificateFiles(live.resolve("fullchain.pem"), live.resolve("privkey.pem"));
  }

  private CertificateFiles byLego(Pebble ca) throws Exception {
    Path home = directory.resolve("lego");
    run(
        Map.of("LEGO_CA_CERTIFICATES", ca.options().ca().trusted().orElseThrow().toString()),
        "lego",
        "--accept-tos",
        "--email",
        "somebody@example.net",
        "--server",
        ca.options().ca().server().toString(),
        "--path",
        home.toString(),
        "--http",
        "--http.port",
        "127.0.0.1:" + scene.http(),
        "--domains",
        DOMAIN,
        "--domains",
        "app." + DOMAIN,
        "run");
    Path made = home.resolve("certificates");
    return new CertificateFiles(made.resolve(DOMAIN + ".crt"), made.resolve(DOMAIN + ".key"));
  }

  @Test
  void thoseOfCertbotWinForTheirNames() throws Exception {
    require("certbot");
    try (Pebble ca = scene.pebble()) {
      winForTheirNames(ca, byCertbot(ca));
    }
  }

  @Test
  void thoseOfLegoWinForTheirNames() throws Exception {
    require("lego");
    try (Pebble ca = scene.pebble()) {
      winForTheirNames(ca, byLego(ca));
    }
  }

  private void winForTheirNames(Pebble ca, CertificateFiles files) throws Exception {
    List<X509Certificate> chain = PemFiles.readCertificates(files.certificate());
    int https = scene.https();
    try (TestServer server =
            TestServer.start(
                scene.options(
                    ca.options(),
                    Optional.of(scene.http()),
                    Optional.of(https),
                    Optional.of(files)));
        OldSession session = OldSession.online(server)) {
      session.tunnel("https", "app", 0);
      session.tunnel("https", "other", 0);
      session.tunnel(hostTunnel("custom-of-tests.org"));
      await(() -> isShown(https, "custom-of-tests.org") && isShown(https, "other." + DOMAIN));

      assertThat(shown(https, DOMAIN)).isEqualTo(chain.get(0));
      assertThat(shown(https, "app." + DOMAIN)).isEqualTo(chain.get(0));
      assertThat(shown(server.port("tunnel"), DOMAIN)).as("clients").isEqualTo(chain.get(0));
      assertThat(shown(https, "other." + DOMAIN)).isNotEqualTo(chain.get(0));
      assertThat(shown(https, "custom-of-tests.org")).isNotEqualTo(chain.get(0));
    }
  }
}
