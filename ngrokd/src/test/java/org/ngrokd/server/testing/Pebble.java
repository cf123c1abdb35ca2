package org.ngrokd.server.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.server.acme.options.AcmeOptions;

/**
 * Pebble, a CA for tests, with a name server for which every name is this computer. Both end with
 * this JVM, however that ends. Used by one thread.
 */
public final class Pebble implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /** Their standard input ends when this JVM does, and they with it. */
  private static final String SCRIPT =
      """
      pebble-challtestsrv -dns01 127.0.0.1:$2 -management 127.0.0.1:$3 -defaultIPv4 127.0.0.1 \
        -defaultIPv6 "" -http01 "" -https01 "" -tlsalpn01 "" >/dev/null 2>&1 </dev/null &
      names=$!
      pebble -config "$1" -dnsserver 127.0.0.1:$2 </dev/null 2>&1 &
      ca=$!
      trap 'kill $names $ca 2>/dev/null' EXIT
      cat >/dev/null
      """;

  private final Place place;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private Process process;

  /**
   * Where it is and where it looks.
   *
   * @param port of its https
   * @param trusted the CA of that
   */
  private record Place(
      Path directory, int port, int management, Path trusted, Map<String, String> environment) {}

  private Pebble(Place place, Process process) {
    this.place = place;
    this.process = process;
  }

  /** Whether it is installed. */
  public static boolean isInstalled() {
    return Stream.of("pebble", "pebble-challtestsrv")
        .allMatch(program -> Files.isExecutable(Path.of("/usr/bin", program)));
  }

  /**
   * Starts one.
   *
   * @param http where it looks for challenges by http
   * @param https where it looks for those by TLS
   * @param settings more lines of its config, each with a comma at its end
   * @param environment its own variables
   */
  public static Pebble start(
      Path directory, int http, int https, String settings, Map<String, String> environment)
      throws IOException {
    CertificateAuthority ca =
        CertificateAuthority.create("CA of the CA", KeyKind.ECDSA_P256, Instant.now());
    Identity own = ca.issueServer(HOST, KeyKind.ECDSA_P256, Instant.now());
    Files.createDirectories(directory);
    Path trusted = directory.resolve("ca.pem");
    PemFiles.writeCertificates(trusted, List.of(ca.certificate()));
    PemFiles.writeCertificates(directory.resolve("own.pem"), own.chain());
    PemFiles.writePrivateKey(directory.resolve("own.key"), own.key());
    int port = FreePort.tcp();
    int management = FreePort.tcp();
    Files.writeString(
        directory.resolve("config.json"),
        """
        {"pebble": {%s "listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
        "certificate": "%s/own.pem", "privateKey": "%s/own.key",
        "httpPort": %d, "tlsPort": %d}}
        """
            .formatted(settings, port, management, directory, directory, http, https));
    Place place = new Place(directory, port, management, trusted, environment);
    Pebble pebble = new Pebble(place, run(place));
    pebble.awaitReady();
    return pebble;
  }

  private static Process run(Place place) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            "-c",
            SCRIPT,
            "sh",
            place.directory().resolve("config.json").toString(),
            "" + FreePort.tcp(),
            "" + FreePort.tcp());
    builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
    builder.environment().put("PEBBLE_WFE_NONCEREJECT", "0");
    builder.environment().put("PEBBLE_AUTHZREUSE", "0");
    builder.environment().putAll(place.environment());
    return builder.redirectErrorStream(true).start();
  }

  private void awaitReady() throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    while (line != null && !line.contains("ACME directory available at")) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("pebble ended at once");
    }
    Thread reader = new Thread(() -> output.lines().forEach(lines::add), "pebble");
    reader.setDaemon(true);
    reader.start();
  }

  /** As the server's options have it. */
  public AcmeOptions options() {
    return options(Optional.empty(), false);
  }

  /** With an external account, or keys of RSA, too. */
  public AcmeOptions options(Optional<AcmeOptions.Binding> binding, boolean alsoRsa) {
    return new AcmeOptions(
        new AcmeOptions.Issuer(
            URI.create("https://" + HOST + ":" + place.port() + "/dir"),
            Optional.of("somebody@example.net"),
            Optional.of(place.trusted()),
            binding),
        alsoRsa,
        AcmeOptions.Dns.NONE);
  }

  /**
   * The CA that signs, with its key.
   *
   * @param directory where files go
   */
  public Identity signer(Path directory) throws IOException {
    Path certificate = directory.resolve("signer.pem");
    Path key = directory.resolve("signer.key");
    Files.write(certificate, management("/intermediates/0"));
    Files.write(key, management("/intermediate-keys/0"));
    return new Identity(PemFiles.readCertificates(certificate), PemFiles.readPrivateKey(key));
  }

  private byte[] management(String path) throws IOException {
    HttpsURLConnection connection =
        (HttpsURLConnection)
            URI.create("https://" + HOST + ":" + place.management() + path)
                .toURL()
                .openConnection();
    connection.setSSLSocketFactory(TestCertificates.trustAllContext().getSocketFactory());
    connection.setHostnameVerifier((host, session) -> true);
    try (InputStream body = connection.getInputStream()) {
      return body.readAllBytes();
    }
  }

  /** What it has said that has this in it, so far. */
  public long said(String words) {
    return lines.stream().filter(line -> line.contains(words)).count();
  }

  /** Starts it again, with all that it knew forgotten. */
  public void restart() throws IOException {
    close();
    process = run(place);
    awaitReady();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
