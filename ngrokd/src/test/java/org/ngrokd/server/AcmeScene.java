package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.testing.Pebble;
import org.ngrokd.server.tls.CertificateFiles;
import org.ngrokd.streams.net.HostAndPort;

/**
 * A CA to whom every name is this computer, a server whose certificates are its, and what that
 * shows.
 *
 * @param http where the CA looks for challenges by http, and the server listens
 * @param https the same by TLS
 */
record AcmeScene(Path directory, int http, int https) {
  static final String DOMAIN = "tunnels-of-tests.net";
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Skips the test where there is no Pebble. */
  static AcmeScene in(Path directory) throws IOException {
    assumeTrue(Pebble.isInstalled(), "Pebble is not installed");
    return new AcmeScene(directory, FreePort.tcp(), FreePort.tcp());
  }

  Pebble pebble() throws IOException {
    return pebble("", Map.of());
  }

  Pebble pebble(String settings, Map<String, String> environment) throws IOException {
    return Pebble.start(directory.resolve("pebble"), http, https, settings, environment);
  }

  ServerOptions options(AcmeOptions acme) {
    return options(acme, Optional.of(http), Optional.of(https), Optional.empty());
  }

  ServerOptions options(
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
  static X509Certificate shown(int port, String name, String... suites) throws IOException {
    try (SSLSocket socket = connect(port, name, suites)) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  static SSLSocket connect(int port, String name, String... suites) throws IOException {
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

  static boolean isOfPebble(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().getName().contains("Pebble");
  }

  static boolean isShown(int port, String name) {
    try {
      return isOfPebble(shown(port, name));
    } catch (IOException e) {
      return false;
    }
  }

  static void await(BooleanSupplier claim) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!claim.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("time left").isNegative();
      Thread.sleep(50); // another process is waited for
    }
  }

  static String hostTunnel(String hostname) {
    return ("{\"Type\":\"ReqTunnel\",\"Payload\":{\"ReqId\":\"8\",\"Protocol\":\"https\","
            + "\"Hostname\":\"%s\",\"Subdomain\":\"\",\"HttpAuth\":\"\",\"RemotePort\":0}}")
        .formatted(hostname);
  }

  /** What OpenSSL says of a port and what the CA says of its certificate. */
  static String openssl(int port, String version) {
    try {
      Process process =
          new ProcessBuilder(
                  "openssl",
                  "s_client",
                  version,
                  "-status",
                  "-servername",
                  DOMAIN,
                  "-connect",
                  "127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
