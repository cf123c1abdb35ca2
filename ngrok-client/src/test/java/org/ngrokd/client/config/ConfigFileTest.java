package org.ngrokd.client.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.streams.net.HostAndPort;

class ConfigFileTest {
  private static final Path FILE = Path.of("/etc/ngrok.cfg");
  private static final String PIN = "sha256:" + "ab".repeat(32);

  @TempDir Path directory;

  private static ConfigFile parse(String text) {
    return ConfigFile.parse(FILE, text);
  }

  /** All error lines. */
  private static List<String> errors(String text) {
    ConfigException failure = catchThrowableOfType(ConfigException.class, () -> parse(text));
    assertThat(failure).as("this file should have been refused: %s", text).isNotNull();
    return String.valueOf(failure.getMessage()).lines().toList();
  }

  private static TunnelConfig tunnel(String text, String name) {
    return requireNonNull(parse(text).tunnels().get(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing\n", "---\n# x\n", "tunnels:\n", "tunnels: {}\n"})
  void defaults(String text) {
    ConfigFile file = parse(text);

    assertThat(file.server()).isEmpty();
    assertThat(file.authToken()).isEmpty();
    assertThat(file.httpProxy()).isEmpty();
    assertThat(file.trust().hostRoots()).isEmpty();
    assertThat(file.trust().rootCas()).isEmpty();
    assertThat(file.trust().fingerprint()).isEmpty();
    assertThat(file.tunnels()).isEmpty();
  }

  @Test
  void serverWithASchemeIsToldHowToWriteIt() {
    assertThatThrownBy(() -> parse("server_addr: https://example.com:4443\n"))
        .hasMessageContaining("'https://example.com:4443': write host:port, without https://");
  }

  @Test
  void everyKeySet() {
    ConfigFile file =
        parse(
            """
            server_addr: example.com:4443
            trust_host_root_certs: true
            root_cas: ca.pem
            server_fingerprint: %s
            inspect_addr: 127.0.0.1:4040
            http_proxy: http://user:pw@proxy.example:3128
            auth_token: secret
            tunnels:
              www:
                subdomain: shop
                auth: "user:password"
                proto: {http: 8080, https: ":8443"}
              nas:
                hostname: nas.example.com
                proto: {https: "192.168.1.20:5001", http: 5000}
              ssh:
                remote_port: 2222
                proto: {tcp: 22}
            """
                .formatted(PIN));

    assertThat(file.server()).contains(new HostAndPort("example.com", 4443));
    assertThat(file.authToken()).isEqualTo("secret");
    assertThat(file.httpProxy())
        .contains(new HttpProxy(new HostAndPort("proxy.example", 3128), "user", "pw"));
    assertThat(file.trust())
        .isEqualTo(
            new ConfigFile.TrustKeys(
                Optional.of(true),
                Optional.of(Path.of("/etc/ca.pem")),
                Optional.of(Fingerprint.parse(PIN))));
    assertThat(file.tunnels().keySet()).containsExactly("www", "nas", "ssh");
    assertThat(file.tunnels().values())
        .containsExactly(
            new TunnelConfig(
                "www",
                Map.of("http", LocalAddress.parse("8080"), "https", LocalAddress.parse("8443")),
                "shop",
                "",
                new TunnelConfig.Options("user:password", 0)),
            new TunnelConfig(
                "nas",
                Map.of(
                    "https",
                    LocalAddress.parse("192.168.1.20:5001"),
                    "http",
                    LocalAddress.parse("5000")),
                "",
                "nas.example.com",
                TunnelConfig.Options.NONE),
            new TunnelConfig(
                "ssh",
                Map.of("tcp", LocalAddress.parse("22")),
                "ssh",
                "",
                new TunnelConfig.Options("", 2222)));
  }

  @Test
  void everyKeyWrongIsToldAtOnceEachWithItsLine() {
    assertThat(
            errors(
                """
                server_addr: example.com
                trust_host_root_certs: maybe
                server_fingerprint: "ab:cd"
                inspect_addr: nowhere
                http_proxy: https://alice:hunter2@proxy.example
                tunnels:
                  www:
                    remote_port: 70000
                    proto: {http: eighty}
                  ssh:
                    auth: "user:password"
                """))
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .startsWith("/etc/ngrok.cfg:1: Invalid address server_addr 'example.com': "),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "/etc/ngrok.cfg:2: trust_host_root_certs is 'maybe'; expected true or"
                            + " false"),
            line -> assertThat(line).startsWith("/etc/ngrok.cfg:3: ").contains("sha256:"),
            line ->
                assertThat(line)
                    .startsWith("/etc/ngrok.cfg:4: Invalid address inspect_addr 'nowhere': "),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "/etc/ngrok.cfg:5: http_proxy: only http:// and socks5:// proxies are"
                            + " supported"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "/etc/ngrok.cfg:8: remote_port is '70000'; expected a port, 0 to 65535"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "/etc/ngrok.cfg:9: Invalid address for tunnel www[http] 'eighty':"
                            + " 'eighty' is not a port, 0 to 65535"),
            line ->
                assertThat(line).endsWith("Tunnel ssh does not specify any protocols to tunnel."));
  }

  @Test
  void unknownKeyHasItsLineASuggestionAndTheAllowedKeys() {
    assertThat(errors("server_addr: a.example:1\ninspect: true\nauthtoken: x\n"))
        .containsExactly(
            "/etc/ngrok.cfg:3: unknown key 'authtoken'. Did you mean 'auth_token'? Allowed:"
                + " server_addr, auth_token, tunnels, trust_host_root_certs, root_cas,"
                + " server_fingerprint, http_proxy, log, log_level, log_format, console_ui, homes,"
                + " inspect, inspect_addr, inspect_auth, inspect_body_limit, inspect_exchanges,"
                + " inspect_memory");
  }

  @Test
  void homesAreOneOrTwo() {
    assertThat(parse("server_addr: a.example:1\n").program().homes()).isEqualTo(2);
    assertThat(parse("homes: 1\n").program().homes()).isEqualTo(1);
    assertThat(parse("homes: 2\n").program().homes()).isEqualTo(2);
    assertThat(errors("homes: 3\n")).singleElement().asString().contains("expected 1 or 2");
  }

  @Test
  void unknownKeyThatIsLikeNoneHasNoSuggestion() {
    assertThat(errors("inspect: true\ncompression: x\n"))
        .singleElement()
        .asString()
        .startsWith("/etc/ngrok.cfg:2: unknown key 'compression'. Allowed: ");
  }

  @Test
  void unknownKeysOfATunnelAndItsProtocols() {
    assertThat(
            errors(
                """
                tunnels:
                  www:
                    sub_domain: x
                    proto:
                      http: 80
                      udp: 53
                    inspect: true
                """))
        .containsExactly(
            "/etc/ngrok.cfg:3: unknown key 'sub_domain'. Did you mean 'subdomain'? Allowed: proto,"
                + " subdomain, hostname, auth, remote_port, host_header, forwarded_headers,"
                + " rewrite_destination, request_headers, response_headers, allow_cidrs,"
                + " deny_cidrs, max_connections, redirect_to_https, error_page, paths,"
                + " proxy_protocol, verify_upstream, inspect, basic_auth, compression,"
                + " circuit_breaker, user_agents, upstream_protocol, websocket_tcp_converter,"
                + " reuse_connections, health_check, pooling_enabled, crt, key, mutual_tls_cas,"
                + " metadata, description",
            "/etc/ngrok.cfg:6: unknown key 'udp'. Did you mean 'tcp'? Allowed: http, https, tcp,"
                + " tls");
  }

  @Test
  void keyThatStandsTwiceIsAnError() {
    assertThat(errors("auth_token: a\nserver_addr: a.example:1\nauth_token: b\n"))
        .containsExactly("/etc/ngrok.cfg:3: the key 'auth_token' stands here twice; remove one");
  }

  @Test
  void tabsAreAnErrorWithItsLineAndACure() {
    assertThat(errors("tunnels:\n\twww:\n\t\tproto: {http: 80}\n"))
        .singleElement()
        .asString()
        .startsWith("/etc/ngrok.cfg:2: not YAML: ")
        .contains("indented with spaces");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tunnels: [www]|tunnels is a list; expected keys below it",
        "tunnels: www|tunnels is 'www'; expected keys below it",
        "tunnels: {www: [http]}|tunnels.www is a list; expected keys below it",
        "tunnels: {www: 8080}|tunnels.www is '8080'; expected keys below it",
        "server_addr: [a.example:1]|server_addr is a list; expected one value",
        "auth_token: {a: b}|auth_token is a group of keys; expected one value",
        "inspect_addr: [a]|inspect_addr is a list; expected one value",
        "'[server_addr, auth_token]'|found a list; expected 'key: value' lines",
      })
  void wrongKindOfValueIsToldOnce(String text, String error) {
    assertThat(errors(text.replace("'", ""))).containsExactly("/etc/ngrok.cfg:1: " + error);
  }

  @Test
  void protoThatIsNoGroupIsToldOnce() {
    assertThat(errors("tunnels:\n  www:\n    proto: http\n"))
        .contains("/etc/ngrok.cfg:3: proto is 'http'; expected keys below it")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tunnels:\n  www:\n    subdomain: x\n",
        "tunnels:\n  www:\n    proto:\n",
        "tunnels:\n  www:\n    proto: {}\n",
        "tunnels:\n  www: {}\n",
        "tunnels:\n  www:\n",
      })
  void tunnelWithoutProtocols(String text) {
    assertThat(errors(text))
        .singleElement()
        .asString()
        .endsWith(": Tunnel www does not specify any protocols to tunnel.");
  }

  @Test
  void protocolWithoutAnAddress() {
    assertThat(errors("tunnels:\n  www:\n    proto:\n      http:\n"))
        .containsExactly("/etc/ngrok.cfg:4: tunnel www gives no local address for http");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Old-Token_1!", "Old-Token_1!\n", "  Old-Token_1!\r\n", "\uFEFFOld-Token_1!"})
  void singleWordIsTheOldFormat(String text) throws IOException {
    ConfigFile file = ConfigFile.read(Files.writeString(directory.resolve("ngrok.cfg"), text));

    assertThat(file.authToken()).isEqualTo("Old-Token_1!");
    assertThat(file.tunnels()).isEmpty();
  }

  @Test
  void connectionsToServicesServeSeveralVisitorsUnlessThatIsSwitchedOff() {
    String tunnel = "server_addr: a.example:1\ntunnels: {web: {%sproto: {%s: 80}}}";

    assertThat(keepsConnections(tunnel.formatted("", "http"))).isTrue();
    assertThat(keepsConnections(tunnel.formatted("reuse_connections: false, ", "http"))).isFalse();
    assertThat(errors(tunnel.formatted("reuse_connections: false, ", "tcp")))
        .containsExactly("/etc/ngrok.cfg:2: reuse_connections works for http and https only");
  }

  private static boolean keepsConnections(String text) {
    return tunnel(text, "web").options().upstream().options().keepsConnections();
  }

  @Test
  void nameOfATunnelIsItsSubdomain() {
    TunnelConfig tunnel = tunnel("tunnels:\n  www:\n    proto: {http: 80}\n", "www");

    assertThat(tunnel.subdomain()).isEqualTo("www");
    assertThat(tunnel.hostname()).isEmpty();
  }

  @Test
  void nameWithADotIsItsHostname() {
    TunnelConfig tunnel = tunnel("tunnels:\n  a.example:\n    proto: {http: 80}\n", "a.example");

    assertThat(tunnel.subdomain()).isEmpty();
    assertThat(tunnel.hostname()).isEqualTo("a.example");
  }

  @Test
  void nameCountsForNothingWhenSubdomainOrHostnameIsGiven() {
    String text =
        """
        tunnels:
          a.example: {subdomain: x, proto: {http: 80}}
          www: {hostname: b.example, proto: {http: 80}}
        """;

    assertThat(tunnel(text, "a.example").subdomain()).isEqualTo("x");
    assertThat(tunnel(text, "a.example").hostname()).isEmpty();
    assertThat(tunnel(text, "www").subdomain()).isEmpty();
    assertThat(tunnel(text, "www").hostname()).isEqualTo("b.example");
  }

  @Test
  void protocolsKeepTheirOrder() {
    TunnelConfig tunnel = tunnel("tunnels:\n  www:\n    proto: {https: 1, http: 2}\n", "www");

    assertThat(tunnel.services().keySet()).containsExactly("https", "http");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0012345", "1_000", "1e3", "0x10", "true", "12:34:56"})
  void tokenIsTakenAsItIsWritten(String token) {
    assertThat(parse("auth_token: " + token + "\n").authToken()).isEqualTo(token);
  }

  @Test
  void inspectorMayBeDisabled() {
    assertThat(parse("inspect_addr: disabled\n")).isNotNull();
  }

  @Test
  void tabsBetweenWordsAndBeforeCommentsAreWhiteSpace() {
    ConfigFile file =
        parse(
            "server_addr:\texample.com:4443\t# of the office\n"
                + "tunnels:\t\t# all of them\n"
                + "  www:\n"
                + "    subdomain:\t\toffice\n"
                + "    proto:\t{http:\t80}\t\n");

    assertThat(file.server()).contains(new HostAndPort("example.com", 4443));
    assertThat(file.tunnels().values())
        .extracting(TunnelConfig::subdomain)
        .containsExactly("office");
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "yes, true",
    "True, true",
    "TRUE, true",
    "YES, true",
    "On, true",
    "y, true",
    "false, false",
    "off, false",
    "False, false",
    "FALSE, false",
    "No, false",
    "N, false"
  })
  void trustOfHostRootsIsTold(String text, boolean trusted) {
    assertThat(parse("trust_host_root_certs: " + text + "\n").trust().hostRoots())
        .contains(trusted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void utf16WithItsMarkIsRead(String charset) throws IOException {
    Path file =
        Files.write(
            directory.resolve("ngrok.cfg"),
            "\uFEFFserver_addr: example.com:4443\r\n".getBytes(Charset.forName(charset)));

    assertThat(ConfigFile.read(file).server()).contains(new HostAndPort("example.com", 4443));
  }

  @Test
  void tunnelsMayShareWhatTheyHaveInCommon() {
    ConfigFile file =
        parse(
            """
            base: &base
              auth: "user:password"
              proto: {http: 80}
            tunnels:
              a: {<<: *base, subdomain: shop}
              b: {<<: *base}
            """);

    assertThat(file.tunnels().values())
        .extracting(tunnel -> tunnel.options().httpAuth())
        .containsExactly("user:password", "user:password");
    assertThat(file.tunnels().values())
        .extracting(TunnelConfig::subdomain)
        .containsExactly("shop", "b");
  }

  @Test
  void byteOrderMarkAndWindowsLineEndsAreFine() throws IOException {
    String text =
        """
        \uFEFFserver_addr: example.com:4443
        tunnels:
          www:
            proto:
              http: 8080
        """;
    Path file = Files.writeString(directory.resolve("ngrok.cfg"), text.replace("\n", "\r\n"));

    assertThat(ConfigFile.read(file).server()).contains(new HostAndPort("example.com", 4443));
    assertThat(ConfigFile.read(file).tunnels()).containsOnlyKeys("www");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth_token hunter2\n",
        "auth_token:hunter2\n",
        "auth_token: [hunter2]\n",
        "auth_token: {a: hunter2}\n",
        "auth_token: \"hunter2\n",
        "auth_token: hunter2: x\n",
        "http_proxy: http://alice:hunter2@\n",
        "http_proxy: ftp://alice:hunter2@proxy.example\n",
        "http_proxy: http://alice:hunter2 @proxy.example\n",
        "tunnels:\n  www:\n    auth: [\"user:hunter2\"]\n    proto: {http: 80}\n",
        "inspect: true\ntunnels:\n  www:\n    password: hunter2\n    proto: {http: 80}\n",
        "tunnels:\n  www:\n    password: hunter2\n    proto: http\n",
        "auth_token: *hunter2\n",
        "auth_token: !hunter2!x y\n",
        "auth_token: |hunter2\n",
        "auth_token: \"\\hunter2\"\n",
        "auth_token: \"%hunter2\n",
        "auth_token: @hunter2\n",
      })
  void noErrorShowsASecret(String text) {
    assertThat(errors(text)).isNotEmpty().noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void missingFileCannotBeRead() {
    Path file = directory.resolve("no.cfg");

    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage("Failed to read configuration file " + file + ": there is no such file");
  }

  @Test
  void directoryCannotBeRead() {
    assertThatThrownBy(() -> ConfigFile.read(directory))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Failed to read configuration file " + directory + ": ");
  }

  @Test
  void fileThatIsNotUtf8SaysSo() throws IOException {
    Path file = directory.resolve("latin1.cfg");
    Files.write(file, new byte[] {'#', ' ', (byte) 0xFC, '\n'});

    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Failed to read configuration file " + file + ": it is neither in UTF-8 nor in UTF-16");
  }

  @Test
  void secretsAreMasked() {
    TunnelConfig tunnel =
        tunnel("tunnels:\n  www: {auth: 'user:hunter2', proto: {http: 80}}\n", "www");

    assertThat(tunnel.toString()).doesNotContain("hunter2");
    assertThat(
            new ClientConfig(
                    new HostAndPort("example.com", 4443),
                    "hunter2",
                    new Trust.HostRoots(),
                    Optional.of(HttpProxy.parse("http://alice:hunter2@proxy.example")),
                    List.of(tunnel))
                .toString())
        .doesNotContain("hunter2", "alice");
  }

  @Test
  void whatIsShownOfAFileHoldsNoToken() {
    ConfigFile file = ConfigFile.parse(Path.of("ngrok.cfg"), "auth_token: s3cr3t-t0k3n\n");

    assertThat(file.authToken()).isEqualTo("s3cr3t-t0k3n");
    assertThat(file.toString()).doesNotContain("s3cr3t-t0k3n");
  }
}
