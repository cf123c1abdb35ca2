package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.client.pair.Programs.Program;
import org.ngrokd.client.testing.Daemon;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.client.testing.OtherServer;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.Visitor;

/** What docs/behind-a-web-server.md says, as it stands; only addresses and files are the test's. */
class BehindWebServerIT {
  private static final Path DOC = Path.of("../docs/behind-a-web-server.md");

  private final Programs programs;
  private final LocalService service =
      LocalService.with(
          connection -> {
            String head = head(connection.getInputStream());
            connection
                .getOutputStream()
                .write(
                    ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + head)
                        .getBytes(StandardCharsets.ISO_8859_1));
          });
  private final int http = FreePort.tcp();
  private final int https = FreePort.tcp();
  private int ngrokd;

  @TempDir Path directory;

  BehindWebServerIT() throws IOException {
    programs = new Programs();
  }

  @BeforeEach
  void makeCertificate() {
    CertificateAuthority authority =
        CertificateAuthority.create("example.com", KeyKind.ECDSA_P256, Instant.now());
    Identity identity = authority.issueServer("example.com", KeyKind.ECDSA_P256, Instant.now());
    PemFiles.writePrivateKey(directory.resolve("privkey.pem"), identity.key());
    PemFiles.writeCertificates(directory.resolve("fullchain.pem"), identity.chain());
    PemFiles.writeCertificates(directory.resolve("ca.pem"), List.of(authority.certificate()));
  }

  @AfterEach
  void stop() throws IOException {
    programs.close();
    service.close();
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readNBytes(1)[0]);
    }
    return head.toString();
  }

  /** A block of the page, in its language. */
  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOC));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  /** The command's words, behind the program's name. */
  private Program server() throws IOException {
    List<String> words =
        new ArrayList<>(List.of(block("sh").trim().split(" ")))
            .stream()
                .map(word -> word.equals("\"\"") ? "" : word)
                .map(word -> word.equals("127.0.0.1:8080") ? "127.0.0.1:0" : word)
                .toList();
    int name = words.indexOf("ngrokd");
    assertThat(words.subList(0, name)).containsExactly("VHOST=example.com");
    programs.environment("VHOST", "example.com");
    List<String> arguments = new ArrayList<>(words.subList(name + 1, words.size()));
    arguments.addAll(List.of("-tunnelAddr", "127.0.0.1:0", "-bind", "127.0.0.1"));
    return programs.run("../ngrokd/target/ngrokd.jar", arguments);
  }

  /** The client that asks for http and https, and a visitor by each. */
  private void visitBoth(Program server, ThrowingStart webServer) throws Exception {
    ngrokd = Programs.port(server, "public http");
    int tunnel = Programs.port(server, "control and proxy");
    programs.hosts("127.0.0.1 example.com");
    Path config =
        Files.writeString(
            programs.file("shop.cfg"),
            "server_addr: example.com:%d\nroot_cas: state/certs/ca.crt\ninspect_addr: disabled\n"
                .formatted(tunnel));
    Program client =
        programs.run(
            "target/ngrok.jar",
            List.of(
                "-config",
                config.toString(),
                "-subdomain",
                "shop",
                String.valueOf(service.port())));
    client.await("Forwarding http://shop\\.example\\.com ->");
    client.await("This server has no https: the tunnel is for http only");

    try (AutoCloseable running = webServer.start()) {
      assertThat(running).isNotNull();
      try (Visitor visitor = Visitor.connect(http)) {
        assertThat(visit(visitor)).contains("X-Forwarded-Proto: http\r\n");
      }
      try (Visitor visitor =
          TlsVisitors.connect(
              https, TlsVisitors.trusting(directory.resolve("ca.pem")), "shop.example.com")) {
        assertThat(visit(visitor)).contains("X-Forwarded-Proto: https\r\n");
      }
    }
  }

  private static String visit(Visitor visitor) throws IOException {
    String reply =
        visitor
            .send("GET /a HTTP/1.1\r\nHost: shop.example.com\r\nConnection: close\r\n\r\n")
            .readToEnd();
    assertThat(reply).startsWith("HTTP/1.1 200").contains("GET /a HTTP/1.1");
    assertThat(reply).containsIgnoringCase("X-Forwarded-For: 127.0.0.1, 127.0.0.1\r\n");
    return reply;
  }

  private interface ThrowingStart {
    AutoCloseable start() throws Exception;
  }

  private String withOurAddresses(String config) {
    return config
        .replace("127.0.0.1:8080", "127.0.0.1:" + ngrokd)
        .replace("/etc/letsencrypt/live/example.com", directory.toString());
  }

  @Test
  void nginx() throws Exception {
    assumeThat(Path.of("/usr/sbin/nginx")).isExecutable();

    visitBoth(
        server(),
        () -> {
          String site =
              withOurAddresses(block("nginx"))
                  .replace("listen 80;", "listen 127.0.0.1:" + http + ";")
                  .replace("listen 443 ssl;", "listen 127.0.0.1:" + https + " ssl;");
          return OtherServer.nginx(directory, https, "", site);
        });
  }

  @Test
  void caddy() throws Exception {
    assumeThat(Path.of("/usr/bin/caddy")).isExecutable();

    visitBoth(
        server(),
        () -> {
          String global =
              "{\n  admin off\n  http_port %d\n  https_port %d\n  storage file_system %s\n}\n"
                  .formatted(http, https, directory.resolve("caddy"));
          Path config =
              Files.writeString(
                  directory.resolve("Caddyfile"), global + withOurAddresses(block("caddy")));
          return Daemon.start(
                  directory.resolve("caddy.out"),
                  List.of(
                      "/usr/bin/caddy",
                      "run",
                      "--adapter",
                      "caddyfile",
                      "--config",
                      config.toString()))
              .awaitPort(https);
        });
  }
}
