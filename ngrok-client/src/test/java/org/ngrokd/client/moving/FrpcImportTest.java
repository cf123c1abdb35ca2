package org.ngrokd.client.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.TunnelConfig;

/** frp's client config becomes ours; what has no counterpart is told with its line. */
class FrpcImportTest {
  private static final String SERVER = "serverAddr = \"frp.example.com\"\n";

  @TempDir Path directory;

  private FrpcImport read(String name, String text) {
    try {
      Path file = Files.writeString(directory.resolve(name), text);
      return FrpcImport.read(file, Map.of());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private FrpcImport toml(String text) {
    FrpcImport made = read("frpc.toml", SERVER + text);
    assertThat(made.wrong()).isEmpty();
    return made;
  }

  private static ConfigFile config(FrpcImport made) {
    return ConfigFile.parse(Path.of("ngrok.cfg"), made.text());
  }

  private static TunnelConfig only(FrpcImport made) {
    assertThat(config(made).tunnels()).hasSize(1);
    return config(made).tunnels().values().iterator().next();
  }

  /** Without the file's name. */
  private java.util.List<String> leftovers(FrpcImport made) {
    String file = directory.resolve("frpc.").toString();
    return made.leftovers().stream()
        .map(line -> line.replace(file + "toml:", "").replace(file + "ini:", ""))
        .toList();
  }

  private static TunnelConfig tunnel(Map<String, TunnelConfig> tunnels, String name) {
    return Objects.requireNonNull(tunnels.get(name));
  }

  @Test
  void serverTokenProxyAndPageAreTakenOver() {
    FrpcImport made =
        toml(
            """
            serverPort = 7001
            auth.token = "12345678"
            transport.proxyURL = "http://me:pw@10.0.0.1:8080"
            transport.tls.trustedCaFile = "/etc/frp/ca.crt"
            webServer.port = 7400
            webServer.user = "admin"
            webServer.password = "secret"
            """);

    assertThat(made.leftovers()).isEmpty();
    ConfigFile config = config(made);
    assertThat(config.server().orElseThrow()).hasToString("frp.example.com:7001");
    assertThat(config.authToken()).isEqualTo("12345678");
    assertThat(config.httpProxy()).isPresent();
    assertThat(config.trust().rootCas()).contains(Path.of("/etc/frp/ca.crt"));
    assertThat(config.inspect().address().orElseThrow()).hasToString("127.0.0.1:7400");
    assertThat(made.text()).contains("inspect_auth: admin:secret\n");
  }

  @Test
  void serverHasFrpsUsualPort() {
    assertThat(config(toml("")).server().orElseThrow()).hasToString("frp.example.com:7000");
  }

  @Test
  void tcpProxyIsATcpTunnel() {
    TunnelConfig tunnel =
        only(
            toml(
                "[[proxies]]\nname = \"ssh\"\ntype = \"tcp\"\nlocalIP = \"192.168.1.2\"\n"
                    + "localPort = 22\nremotePort = 6001\ntransport.proxyProtocolVersion = \"v2\"\n"));

    assertThat(tunnel.name()).isEqualTo("ssh");
    assertThat(tunnel.services()).containsEntry("tcp", LocalAddress.parse("192.168.1.2:22"));
    assertThat(tunnel.options().remotePort()).isEqualTo(6001);
    assertThat(tunnel.options().upstream().proxyProtocol()).isEqualTo(ProxyProtocol.parse("v2"));
  }

  @Test
  void httpProxyHasItsNamesPasswordAndHeaders() {
    FrpcImport made =
        toml(
            """
            [[proxies]]
            name = "web"
            type = "http"
            localPort = 8080
            subdomain = "shop"
            customDomains = ["shop.example.org"]
            httpUser = "me"
            httpPassword = "a: long # one"
            hostHeaderRewrite = "shop.lan"
            requestHeaders.set.x-from = "frp"
            responseHeaders.set.x-by = "us"
            """);

    assertThat(made.leftovers()).isEmpty();
    Map<String, TunnelConfig> tunnels = config(made).tunnels();
    assertThat(tunnels.keySet()).containsExactly("web", "web-2");
    assertThat(tunnel(tunnels, "web").subdomain()).isEqualTo("shop");
    assertThat(tunnel(tunnels, "web-2").hostname()).isEqualTo("shop.example.org");
    for (TunnelConfig tunnel : tunnels.values()) {
      assertThat(tunnel.services()).containsOnlyKeys("http");
      assertThat(tunnel.options().httpAuth()).isEqualTo("me:a: long # one");
      assertThat(tunnel.options().http().hostHeader().text()).isEqualTo("shop.lan");
      assertThat(tunnel.options().http().request().add()).isEqualTo(Map.of("x-from", "frp"));
      assertThat(tunnel.options().http().request().remove()).containsExactly("x-from");
      assertThat(tunnel.options().http().response().add()).isEqualTo(Map.of("x-by", "us"));
    }
  }

  @Test
  void proxiesThatShareANameByTheirPathsAreOneTunnel() {
    FrpcImport made =
        toml(
            """
            [[proxies]]
            name = "api"
            type = "http"
            localPort = 8081
            customDomains = ["x.example.org"]
            locations = ["/api/", "/v2"]
            [[proxies]]
            name = "site"
            type = "http"
            localPort = 8080
            customDomains = ["x.example.org"]
            locations = ["/"]
            """);

    assertThat(made.leftovers()).isEmpty();
    TunnelConfig tunnel = only(made);
    assertThat(tunnel.name()).isEqualTo("site");
    assertThat(tunnel.services()).containsEntry("http", LocalAddress.parse("127.0.0.1:8080"));
    assertThat(tunnel.options().upstream().paths().all())
        .extracting(Object::toString)
        .containsExactly("/api -> 127.0.0.1:8081", "/v2 -> 127.0.0.1:8081");
  }

  @Test
  void otherPathsOfANameWithoutARootAreTold() {
    FrpcImport made =
        toml(
            "[[proxies]]\nname = \"api\"\ntype = \"http\"\nlocalPort = 8081\n"
                + "customDomains = [\"x.example.org\"]\nlocations = [\"/api\"]\n");

    assertThat(leftovers(made))
        .containsExactly("2: api: locations: all other paths of its name go there as well");
    assertThat(only(made).hostname()).isEqualTo("x.example.org");
  }

  @Test
  void httpsProxyPassesTlsOnUnreadUnlessAPluginEndsIt() {
    FrpcImport made =
        toml(
            """
            [[proxies]]
            name = "a"
            type = "https"
            localPort = 5001
            customDomains = ["a.example.org"]
            [[proxies]]
            name = "b"
            type = "https"
            customDomains = ["b.example.org"]
            [proxies.plugin]
            type = "https2http"
            localAddr = "127.0.0.1:80"
            crtPath = "b.crt"
            hostHeaderRewrite = "b.lan"
            [[proxies]]
            name = "c"
            type = "http"
            customDomains = ["c.example.org"]
            [proxies.plugin]
            type = "http2https"
            localAddr = "127.0.0.1:443"
            """);

    Map<String, TunnelConfig> tunnels = config(made).tunnels();
    assertThat(tunnel(tunnels, "a").services())
        .isEqualTo(Map.of("tls", LocalAddress.parse("127.0.0.1:5001")));
    assertThat(tunnel(tunnels, "b").services())
        .isEqualTo(Map.of("https", LocalAddress.parse("127.0.0.1:80")));
    assertThat(tunnel(tunnels, "b").options().http().hostHeader().text()).isEqualTo("b.lan");
    assertThat(tunnel(tunnels, "c").services())
        .isEqualTo(Map.of("http", LocalAddress.parse("https://127.0.0.1:443")));
    assertThat(leftovers(made))
        .containsExactly(
            "14: plugin.crtPath: not needed: https ends at the server, which gets the certificate"
                + " (ngrokd -acme, or -tlsCrt and -tlsKey)");
  }

  @Test
  void unixSocketIsALocalService() {
    assertThat(
            only(toml(
                    "[[proxies]]\nname = \"docker\"\ntype = \"tcp\"\nremotePort = 6003\n"
                        + "[proxies.plugin]\ntype = \"unix_domain_socket\"\n"
                        + "unixPath = \"/var/run/docker.sock\"\n"))
                .services())
        .isEqualTo(Map.of("tcp", LocalAddress.parse("unix:/var/run/docker.sock")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp    | there is no UDP here",
        "sudp   | there is no UDP here",
        "stcp   | a tcp tunnel with allow_cidrs",
        "xtcp   | everything passes the server",
        "tcpmux | a tls tunnel shares the https port",
        "odd    | no type that is known here"
      })
  void proxyWithoutACounterpartIsLeftOutAndTold(String type, String instead) {
    FrpcImport made =
        toml(
            "\n[[proxies]]\nname = \"it\"\ntype = \""
                + type
                + "\"\nlocalPort = 53\nsecretKey = \"s\"\n");

    assertThat(config(made).tunnels()).isEmpty();
    assertThat(leftovers(made))
        .singleElement()
        .asString()
        .startsWith("3: it (" + type + ") is left out: " + instead);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http_proxy  | run a proxy",
        "socks5      | run a SOCKS server",
        "static_file | run a web server",
        "tls2raw     | let the service, or stunnel",
        "virtual_net | there are no networks here",
        "https2http  | no plugin that has a counterpart with this type"
      })
  void pluginWithoutACounterpartIsLeftOutAndTold(String plugin, String instead) {
    FrpcImport made =
        toml("[[proxies]]\nname = \"it\"\ntype = \"tcp\"\nplugin.type = \"" + plugin + "\"\n");

    assertThat(leftovers(made))
        .singleElement()
        .asString()
        .startsWith("2: it (tcp, plugin " + plugin + ") is left out: " + instead);
  }

  @Test
  void keysWithoutACounterpartAreToldWithTheirLinesAndNoValue() {
    FrpcImport made =
        toml(
            """
            user = "me"
            transport.protocol = "kcp"
            loginFailExit = true
            unheardOf = "4711"
            [[proxies]]
            name = "ssh"
            type = "tcp"
            localPort = 22
            transport.useEncryption = true
            transport.useCompression = true
            transport.bandwidthLimit = "1MB"
            loadBalancer.group = "g"
            healthCheck.type = "tcp"
            httpUser = "me"
            [[visitors]]
            name = "v"
            type = "stcp"
            secretKey = "4711"
            """);

    assertThat(leftovers(made))
        .containsExactly(
            "2: user: not needed: each client's tunnels have names of their own",
            "3: transport.protocol: TLS over TCP only; through an HTTP proxy: http_proxy",
            "4: loginFailExit: -retry=false on the command line",
            "5: unheardOf: there is no counterpart",
            "10: transport.useEncryption: not needed: the way to the server is always TLS",
            "11: transport.useCompression: let the local service compress",
            "12: transport.bandwidthLimit: the account's: bandwidth in the server's users.yml",
            "13: loadBalancer.group: put a balancer (nginx, HAProxy) between tunnel and services",
            "14: healthCheck.type: not needed: the client looks whether the service listens, and"
                + " visitors get a page",
            "15: httpUser: bytes pass unread: only the local service can do that",
            "16: v (visitor) is left out: visitors need no client: they come to the tunnel's public"
                + " address");
  }

  @Test
  void whatIsSwitchedOffIsNotTold() {
    assertThat(
            toml("transport.tls.enable = false\nlog.maxDays = 0\ntransport.protocol = \"tcp\"\n"
                    + "auth.method = \"token\"\n")
                .leftovers())
        .isEmpty();
  }

  @Test
  void addressInPlaceOfANameIsTold() {
    FrpcImport made = read("frpc.toml", "serverAddr = \"203.0.113.9\"\n");

    assertThat(leftovers(made))
        .singleElement()
        .asString()
        .startsWith("1: serverAddr: server_addr has to be a name of the server's certificate");
    assertThat(config(made).server()).isPresent();
  }

  @Test
  void secondProxyAtAPortOrAPathIsLeftOutAndTold() {
    FrpcImport made =
        toml(
            """
            [[proxies]]
            name = "a"
            localPort = 1
            remotePort = 6001
            [[proxies]]
            name = "b"
            localPort = 2
            remotePort = 6001
            [[proxies]]
            name = "c"
            type = "http"
            localPort = 3
            subdomain = "x"
            [[proxies]]
            name = "d"
            type = "http"
            localPort = 4
            subdomain = "x"
            """);

    assertThat(config(made).tunnels().keySet()).containsExactly("a", "c");
    assertThat(leftovers(made))
        .containsExactly(
            "6: b is left out: another has its remotePort; put a balancer (nginx, HAProxy) before"
                + " the services",
            "15: d: is left out for /: another has this path; put a balancer (nginx, HAProxy) before"
                + " the services");
  }

  @Test
  void iniIsReadAsItsSuccessor() {
    FrpcImport made =
        read(
            "frpc.ini",
            """
            [common]
            server_addr = frp.example.com
            server_port = 7001
            token = abc
            log_file = ./frpc.log
            meta_x = 1

            [web]
            type = http
            local_port = 8080
            custom_domains = a.example.org, b.example.org
            http_user = me
            http_pwd = pw
            host_header_rewrite = web.lan
            header_X-From = frp
            use_encryption = true
            health_check_type = http

            [range:game]
            local_port = 6010-6011,6020
            remote_port = 7010-7011,7020
            use_compression = true

            [v]
            role = visitor
            type = stcp
            """);

    assertThat(made.wrong()).isEmpty();
    Map<String, TunnelConfig> tunnels = config(made).tunnels();
    assertThat(tunnels.keySet()).containsExactly("web", "web-2", "game_0", "game_1", "game_2");
    assertThat(tunnel(tunnels, "web-2").hostname()).isEqualTo("b.example.org");
    assertThat(tunnel(tunnels, "web").options().httpAuth()).isEqualTo("me:pw");
    assertThat(tunnel(tunnels, "web").options().http().hostHeader().text()).isEqualTo("web.lan");
    assertThat(tunnel(tunnels, "web").options().http().request().add())
        .isEqualTo(Map.of("X-From", "frp"));
    assertThat(tunnel(tunnels, "game_2").options().remotePort()).isEqualTo(7020);
    assertThat(tunnel(tunnels, "game_2").services())
        .containsEntry("tcp", LocalAddress.parse("127.0.0.1:6020"));
    assertThat(config(made).server().map(Object::toString))
        .isEqualTo(Optional.of("frp.example.com:7001"));
    assertThat(leftovers(made))
        .extracting(line -> line.substring(0, line.indexOf(": ", 4)))
        .containsExactly(
            "5: log_file",
            "6: meta_x",
            "16: use_encryption",
            "17: health_check_type",
            "22: use_compression",
            "24: v (visitor) is left out");
  }

  @Test
  void rangeOfUnequalPortsIsAnError() {
    assertThatThrownBy(
            () ->
                read(
                    "frpc.ini",
                    "[common]\n[range:x]\nlocal_port = 6010-6011\nremote_port = 7010\n"))
        .hasMessageContaining("frpc.ini:2: local_port and remote_port of a range");
  }

  @Test
  void valueThatOursDoesNotTakeIsTold() {
    FrpcImport made =
        read(
            "frpc.toml",
            SERVER
                + "[[proxies]]\nname = \"w\"\ntype = \"http\"\nlocalPort = 80\nsubdomain = \"w\"\n"
                + "requestHeaders.set.Host = \"x\"\n");

    assertThat(made.wrong()).isNotEmpty().allMatch(line -> line.contains("use host_header"));
  }
}
