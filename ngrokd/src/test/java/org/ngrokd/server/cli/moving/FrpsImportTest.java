package org.ngrokd.server.cli.moving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.Main;
import org.ngrokd.server.access.TokenHash;
import picocli.CommandLine;

/** frp's server config becomes ours; what has no counterpart is told with its line. */
class FrpsImportTest {
  private static final String TOML =
      """
      bindAddr = "0.0.0.0"
      bindPort = 7000
      kcpBindPort = 7000
      vhostHTTPPort = 80
      vhostHTTPSPort = 443
      subDomainHost = "frp.example.com"
      auth.token = "12345678"
      allowPorts = [
        { start = 2000, end = 3000 },
        { single = 3001 },
      ]
      maxPortsPerClient = 5
      transport.tls.force = true
      transport.tls.certFile = "/etc/frp/server.crt"
      transport.tls.keyFile = "/etc/frp/server.key"
      webServer.addr = "127.0.0.1"
      webServer.port = 7500
      webServer.user = "admin"
      enablePrometheus = true
      log.to = "console"
      log.level = "warn"
      sshTunnelGateway.bindPort = 2200
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path directory;

  private int run(String... arguments) {
    CommandLine line = Main.commandLine(Map.of("NGROKD_HOME", directory.toString()));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private FrpsImport read(String name, String text) throws IOException {
    return FrpsImport.read(file(name, text), Map.of());
  }

  private List<String> leftovers(FrpsImport made) {
    return made.leftovers().stream()
        .map(line -> line.substring(directory.toString().length() + 1))
        .toList();
  }

  /** What is no comment. */
  private static List<String> keys(FrpsImport made) {
    return made.text().lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void addressesDomainPortsCertificateLogAndMetricsAreTakenOver() throws IOException {
    assertThat(keys(read("frps.toml", TOML)))
        .containsExactly(
            "domain: frp.example.com",
            "tlsCrt: /etc/frp/server.crt",
            "tlsKey: /etc/frp/server.key",
            "httpAddr: \":80\"",
            "httpsAddr: \":443\"",
            "tunnelAddr: \":7000\"",
            "sshAddr: \":2200\"",
            "tcpPorts: [2000-3000, 3001]",
            "authFile: users.yml",
            "metricsAddr: \"127.0.0.1:7500\"",
            "log: stdout",
            "log-level: WARNING");
  }

  @Test
  void whatHasNoCounterpartIsToldWithItsLineAndNoValue() throws IOException {
    List<String> leftovers = leftovers(read("frps.toml", TOML));

    assertThat(leftovers)
        .extracting(line -> line.substring(0, line.indexOf(": ")))
        .containsExactly(
            "frps.toml:3", "frps.toml:7", "frps.toml:12", "frps.toml:13", "frps.toml:18");
    assertThat(leftovers.get(0)).isEqualTo("frps.toml:3: kcpBindPort: TLS over TCP only");
    assertThat(String.join("\n", leftovers)).doesNotContain("12345678", "admin");
  }

  @Test
  void tokenOfFrpIsThereAsAHashOnly() throws IOException {
    FrpsImport made = read("frps.toml", TOML);

    Matcher hash = Pattern.compile("# +token: \"(sha256:[^\"]+)\"").matcher(made.text());
    assertThat(hash.find()).isTrue();
    assertThat(TokenHash.parse(hash.group(1)).matches("12345678")).isTrue();
    assertThat(made.text()).doesNotContain("12345678");
  }

  @Test
  void serverThatAskedForNoTokenIsTold() throws IOException {
    FrpsImport made = read("frps.toml", "bindPort = 7000\nsubDomainHost = \"x.example.com\"\n");

    assertThat(leftovers(made))
        .singleElement()
        .asString()
        .startsWith("frps.toml:1: auth.token is not there: anybody may open tunnels");
    assertThat(keys(made)).contains("httpAddr: \"\"", "httpsAddr: \"\"");
  }

  @Test
  void portThatFrpSharesIsTold() throws IOException {
    FrpsImport made =
        read(
            "frps.toml",
            "bindPort = 443\nvhostHTTPSPort = 443\nsubDomainHost = \"x.example.com\"\n");

    assertThat(keys(made)).contains("httpsAddr: \":443\"", "tunnelAddr: \":4443\"");
    assertThat(leftovers(made)).anyMatch(line -> line.startsWith("frps.toml:1: bindPort: "));
  }

  @Test
  void iniIsReadAsItsSuccessor() throws IOException {
    FrpsImport made =
        read(
            "frps.ini",
            """
            [common]
            bind_addr = 10.0.0.1
            bind_port = 7001
            vhost_http_port = 8080
            subdomain_host = frp.example.com
            token = abc
            allow_ports = 2000-3000,3001
            dashboard_port = 7500
            tcp_mux = true
            [plugin.user-manager]
            addr = 127.0.0.1:9000
            """);

    assertThat(keys(made))
        .containsExactly(
            "domain: frp.example.com",
            "httpAddr: \"10.0.0.1:8080\"",
            "httpsAddr: \"\"",
            "tunnelAddr: \"10.0.0.1:7001\"",
            "bind: \"10.0.0.1\"",
            "tcpPorts: [2000-3000, 3001]",
            "authFile: users.yml");
    assertThat(leftovers(made))
        .extracting(line -> line.split(": ", 3)[0] + " " + line.split(": ", 3)[1])
        .containsExactly(
            "frps.ini:6 auth.token",
            "frps.ini:8 dashboard_port",
            "frps.ini:9 tcp_mux",
            "frps.ini:10 [plugin.user-manager]");
  }

  @Test
  void whatIsWrittenIsRightForTheServer() throws IOException {
    Path made = directory.resolve("ngrokd.yml");
    Path theirs =
        file(
            "frps.toml",
            TOML.replace("transport.tls.certFile", "x.cert")
                .replace("transport.tls.keyFile", "x.key"));

    assertThat(run("import", theirs.toString(), "-o", made.toString())).isZero();
    assertThat(run("token", "new", "alice", "-authFile", directory.resolve("users.yml").toString()))
        .isZero();

    assertThat(run("config", "check", "-config", made.toString())).as(err.toString()).isZero();
    assertThat(err.toString()).contains("Written to " + made + "; 7 keys have no counterpart");
  }

  @Test
  void fileThatIsThereIsNotWrittenOver() throws IOException {
    Path theirs = file("frps.toml", TOML);
    Path taken = file("ngrokd.yml", "mine");

    assertThat(run("import", theirs.toString(), "-o", taken.toString())).isEqualTo(1);
    assertThat(taken).hasContent("mine");
    assertThat(err.toString())
        .isEqualTo(
            "import: %s is there already and stays as it is; -o with the name of a file that is not there%n"
                .formatted(taken));
  }

  @Test
  void standardOutputGetsTheFileAndStandardErrorTheRest() throws IOException {
    assertThat(run("import", file("frps.toml", TOML).toString())).isZero();

    assertThat(out.toString()).startsWith("# Made by").contains("domain: frp.example.com\n");
    assertThat(err.toString()).contains("frps.toml:3: kcpBindPort: ").doesNotContain("domain:");
  }

  @Test
  void withoutAFileItSaysWhatIsExpected() {
    assertThat(run("import")).isEqualTo(2);
    assertThat(err.toString()).contains("expected 'ngrokd import frps.toml'");
  }
}
