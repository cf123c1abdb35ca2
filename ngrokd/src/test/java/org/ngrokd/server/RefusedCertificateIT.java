package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.TestHellos;

/**
 * Who does not like our certificate is named in the log, with the names in it, whatever its TLS.
 * Protocol: §11 "The mistake everybody makes".
 */
class RefusedCertificateIT {
  private static final String NAMES = "our certificate (names: tunnel.example, *.tunnel.example): ";

  @TempDir private Path directory;
  private TestServer server;
  private CapturedLog log;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start(directory.resolve("state"));
    log = CapturedLog.at(Level.INFO);
  }

  @AfterEach
  void stop() {
    log.close();
    server.close();
  }

  /** The one line that a refusal leaves. */
  private void assertTold(String port) {
    await().until(() -> !log.lines().isEmpty());
    String who = port.equals("tunnel") ? "WARN The client " : "INFO A visitor ";
    assertThat(log.lines())
        .singleElement()
        .asString()
        .matches(who + "(most likely )?refused .*\\(peer 127\\.0\\.0\\.1:[0-9]+\\)")
        .contains(NAMES);
  }

  /** A CA that has nothing to do with the server. */
  private Path otherCa() {
    Path file = directory.resolve("other.pem");
    PemFiles.writeCertificates(file, List.of(TestCertificates.localhost().certificate()));
    return file;
  }

  private static int run(String... command) throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin", command[0]))).isTrue();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** In TLS 1.3 the alert comes after the server has finished its handshake, in 1.2 before. */
  @ParameterizedTest
  @CsvSource({"tunnel,TLSv1.2", "tunnel,TLSv1.3", "https,TLSv1.2", "https,TLSv1.3"})
  void byJava(String port, String version) throws Exception {
    try (SSLSocket tls =
        (SSLSocket)
            TestCertificates.localhost()
                .trustingContext()
                .getSocketFactory()
                .createSocket("127.0.0.1", server.port(port))) {
      tls.setEnabledProtocols(new String[] {version});
      assertThatThrownBy(tls::startHandshake)
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("PKIX");
    }

    assertTold(port);
  }

  /** In TLS 1.3 OpenSSL's alert is not encrypted as our side expects it to be. */
  @ParameterizedTest
  @CsvSource({"tunnel,-tls1_2", "tunnel,-tls1_3", "https,-tls1_2", "https,-tls1_3"})
  void byOpenssl(String port, String version) throws Exception {
    int exit =
        run(
            "openssl",
            "s_client",
            version,
            "-connect",
            "127.0.0.1:" + server.port(port),
            "-verify_return_error",
            "-CAfile",
            otherCa().toString());

    assertThat(exit).isNotZero();
    assertTold(port);
  }

  @ParameterizedTest
  @CsvSource({"tunnel,1.2", "tunnel,1.3", "https,1.2", "https,1.3"})
  void byCurl(String port, String version) throws Exception {
    int exit =
        run(
            "curl",
            "--silent",
            "--noproxy",
            "*",
            "--tlsv" + version,
            "--tls-max",
            version,
            "--cacert",
            otherCa().toString(),
            "https://127.0.0.1:" + server.port(port) + "/");

    assertThat(exit).as("CURLE_PEER_FAILED_VERIFICATION").isEqualTo(60);
    assertTold(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tunnel", "https"})
  void byHangingUp(String port) throws Exception {
    try (Socket client = showsInterest(port)) {
      client.shutdownOutput();

      assertTold(port);
    }
  }

  /** Which sends a hello, and gets our certificate. */
  private Socket showsInterest(String port) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port(port));
    client.getOutputStream().write(TestHellos.nameless());
    assertThat(client.getInputStream().readNBytes(400)).hasSize(400);
    return client;
  }

  /** Anybody can refuse it as often as he likes. */
  @ParameterizedTest
  @ValueSource(strings = {"tunnel", "https"})
  void floodOfRefusalsIsOneLine(String port) throws Exception {
    for (int i = 0; i < 5; i++) {
      try (Socket client = showsInterest(port)) {
        client.shutdownOutput();
        client.getInputStream().readAllBytes();
      }
    }

    assertTold(port);
  }

  @Test
  void whoOnlySaysNothingMoreHasRefusedNothing() throws Exception {
    FloodLimits.Clients usual = FloodLimits.Clients.DEFAULT;
    FloodLimits.Clients hurried =
        new FloodLimits.Clients(
            usual.controlsPerAddress(),
            Duration.ofSeconds(1),
            usual.unauthenticated(),
            usual.proxiesWaiting(),
            usual.messagesPerSecond());
    server.close();
    server =
        TestServer.start(
            TestServer.withFloods(
                directory.resolve("hurried"),
                new FloodLimits(hurried, FloodLimits.Visitors.DEFAULT)));
    log.clear();

    try (Socket client = showsInterest("tunnel")) {
      client.getInputStream().readAllBytes();
    }
    server.close();

    assertThat(log.lines()).noneMatch(line -> line.contains("certificate"));
    assertThat(log.lines()).anyMatch(line -> line.contains("No first message within 1 s"));
  }
}
