package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.streams.net.HostAndPort;

/** Config files of today's agents, read as they are. */
class AgentFilesTest {
  private static final Path FILE = Path.of("/etc/ngrok.yml");

  private static ConfigFile read(String text) {
    return ConfigFile.parse(FILE, text);
  }

  private static TunnelConfig tunnel(String keys) {
    return tunnel(read("version: \"2\"\ntunnels:\n  web: {addr: 8080, " + keys + "}\n"), "web");
  }

  private static TunnelConfig tunnel(ConfigFile file, String name) {
    return Objects.requireNonNull(file.tunnels().get(name));
  }

  @Test
  void versionTwoIsRead() {
    ConfigFile file =
        read(
            """
            version: "2"
            authtoken: abc
            server_addr: t.example:4443
            root_cas: ca.crt
            proxy_url: http://proxy.example:3128
            web_addr: 127.0.0.1:4041
            console_ui: false
            log: stdout
            log_level: warn
            tunnels:
              web: {proto: http, addr: 8080, domain: web.example, basic_auth: ["a:b", "c:d"]}
              ssh: {proto: tcp, addr: 22, remote_addr: "1.tcp.example:2222"}
            """);

    assertThat(file.authToken()).isEqualTo("abc");
    assertThat(file.server()).contains(HostAndPort.parse("t.example:4443"));
    assertThat(file.trust().rootCas()).contains(Path.of("/etc/ca.crt"));
    assertThat(file.httpProxy().orElseThrow().address().port()).isEqualTo(3128);
    assertThat(file.inspect().address()).contains(HostAndPort.parse("127.0.0.1:4041"));
    assertThat(file.program().hasScreen()).isFalse();
    assertThat(file.program().log()).contains("stdout");
    assertThat(file.tunnels()).containsOnlyKeys("web", "ssh");
    TunnelConfig web = tunnel(file, "web");
    assertThat(web.services()).containsOnlyKeys("http", "https");
    assertThat(web.hostname()).isEqualTo("web.example");
    assertThat(web.options().httpAuth()).isEqualTo("a:b");
    assertThat(web.options().agent().otherPasswords()).containsExactly("c:d");
    assertThat(tunnel(file, "ssh").options().remotePort()).isEqualTo(2222);
  }

  @Test
  void versionThreeIsRead() {
    ConfigFile file =
        read(
            """
            version: 3
            agent: {authtoken: abc, connect_url: "t.example:443", web_addr: false}
            endpoints:
              - name: shop
                url: https://shop.example
                metadata: m
                description: d
                pooling_enabled: true
                upstream: {url: "http://localhost:8080", protocol: http2, proxy_protocol: 2}
              - url: tcp://1.tcp.example:2222
                upstream: {url: "tcp://localhost:22"}
              - url: tls://safe.example
                upstream: {url: 9000}
                agent_tls_termination:
                  server_certificate: a.crt
                  server_private_key: a.key
                  mutual_tls_certificate_authorities: [ca.pem]
            """);

    assertThat(file.server()).contains(HostAndPort.parse("t.example:443"));
    assertThat(file.inspect().address()).isEmpty();
    assertThat(file.tunnels()).containsOnlyKeys("shop", "endpoint-2", "endpoint-3");
    TunnelConfig shop = tunnel(file, "shop");
    assertThat(shop.services()).containsOnlyKeys("https");
    assertThat(shop.hostname()).isEqualTo("shop.example");
    assertThat(shop.options().agent().isPooled()).isTrue();
    assertThat(shop.options().agent().metadata()).isEqualTo("m");
    assertThat(shop.options().upstream().options().isHttp2()).isTrue();
    assertThat(shop.options().upstream().proxyProtocol()).isEqualTo(ProxyProtocol.V2);
    TunnelConfig ssh = tunnel(file, "endpoint-2");
    assertThat(ssh.services()).containsEntry("tcp", LocalAddress.parse("localhost:22"));
    assertThat(ssh.options().remotePort()).isEqualTo(2222);
    assertThat(tunnel(file, "endpoint-3").options().agent().termination())
        .contains(
            new Termination(
                Path.of("/etc/a.crt"),
                Path.of("/etc/a.key"),
                List.of(Path.of("/etc/ca.pem")),
                false));
  }

  @Test
  void tunnelThatAsksForNoNameMayHaveAny() {
    TunnelConfig any = tunnel("proto: http");

    assertThat(any.subdomain() + any.hostname()).isEmpty();
    assertThat(any.options().isHttpsOptional()).isTrue();
    assertThat(tunnel("proto: http, schemes: [https]").services()).containsOnlyKeys("https");
    assertThat(tunnel("proto: http, bind_tls: false").services()).containsOnlyKeys("http");
  }

  @Test
  void everyRuleOfATunnelIsTaken() {
    TunnelConfig.Options options =
        tunnel(
                "proto: http, compression: true, circuit_breaker: 0.5, host_header: rewrite,"
                    + " inspect: false, ip_restriction: {allow_cidrs: [10.0.0.0/8], deny_cidrs:"
                    + " [10.1.0.0/16]}, user_agent_filter: {deny: [bot]}, proxy_proto: 1,"
                    + " request_header: {add: [\"x-a: 1\"], remove: [x-b]}, response_header: {add:"
                    + " [\"x-c: 2\"]}, websocket_tcp_converter: true, reuse_connections: false,"
                    + " metadata: m")
            .options();

    assertThat(options.http().traffic())
        .isEqualTo(
            TrafficRules.NONE
                .withCompression(true)
                .withBreaker(0.5)
                .withUserAgents(new UserAgents(List.of(), List.of("bot"))));
    assertThat(options.http().hostHeader()).isEqualTo(new HostHeader("rewrite"));
    assertThat(options.http().inspected()).isFalse();
    assertThat(options.http().request())
        .isEqualTo(HeaderRules.NONE.adding("x-a", "1").removing("x-b"));
    assertThat(options.http().response()).isEqualTo(HeaderRules.NONE.adding("x-c", "2"));
    assertThat(options.visitors().allowCidrs()).containsExactly("10.0.0.0/8");
    assertThat(options.visitors().denyCidrs()).containsExactly("10.1.0.0/16");
    assertThat(options.upstream().proxyProtocol()).isEqualTo(ProxyProtocol.V1);
    assertThat(options.upstream().options().takesWebSockets()).isTrue();
    assertThat(options.upstream().options().keepsConnections()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "oauth: {provider: google}|oauth is refused: visitors cannot be asked to sign in",
        "oidc: {issuer_url: x}|oidc is refused",
        "verify_webhook: {provider: x}|verify_webhook is refused: signatures",
        "traffic_policy: {on_http_request: []}|traffic_policy is refused: there are no",
        "mutual_tls_cas: ca.pem|mutual_tls_cas needs crt and key",
        "terminate_at: edge|terminate_at: edge is refused",
        "proxy_proto: 3|proxy_proto is '3'; expected v1 or v2",
        "compresion: true|unknown key 'compresion'. Did you mean 'compression'?",
        "basic_auth: [x]|basic_auth holds texts of the form user:password",
      })
  void protectionThatCannotBeGivenIsAnErrorWithItsLine(String key, String message) {
    assertThatThrownBy(
            () ->
                read(
                    "version: 2\ntunnels:\n  web:\n    proto: http\n    addr: 80\n    "
                        + key
                        + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("/etc/ngrok.yml:6: " + message);
  }

  @Test
  void keyThatMeansNothingIsToldAndIgnored() {
    assertThat(read("version: 2\nregion: eu\nupdate_check: false\n").warnings())
        .singleElement()
        .asString()
        .contains("/etc/ngrok.yml", "region, update_check", "ignored");
  }

  @Test
  void fileWithoutAVersionIsKnownByItsKeys() {
    assertThat(read("authtoken: abc\n").authToken()).isEqualTo("abc");
    assertThat(read("agent: {authtoken: abc}\n").authToken()).isEqualTo("abc");
    assertThat(read("tunnels:\n  web:\n    addr: 8080\n    proto: http\n").tunnels())
        .containsOnlyKeys("web");
  }

  @Test
  void fileThatNamesAServerIsOurs() {
    ConfigFile file = read("server_addr: a.example:1\nauthtoken: abc\n");

    assertThat(file.warnings()).singleElement().asString().contains("Did you mean 'auth_token'?");
  }

  @Test
  void laterFileGoesBeforeAnEarlierOneAndTheEnvironmentBeforeBoth() {
    ConfigFile first =
        read(
            """
            server_addr: first.example:4443
            auth_token: first
            server_fingerprint: "sha256:%s"
            inspect_exchanges: 7
            tunnels: {a: {proto: {http: 80}}, b: {proto: {http: 80}}}
            """
                .formatted("00".repeat(32)));
    ConfigFile second =
        ConfigFile.parse(
            FILE,
            "version: 2\nauthtoken: second\nroot_cas: ca.crt\ntunnels: {b: {addr: 81, proto: tcp}}",
            first);
    ConfigFile both =
        EnvironmentKeys.over(
            second, Map.of("NGROK_SERVER_ADDR", "env.example:1", "NGROK_INSPECT_ADDR", "disabled"));

    assertThat(both.server()).contains(HostAndPort.parse("env.example:1"));
    assertThat(both.authToken()).isEqualTo("second");
    assertThat(both.trust().fingerprint()).isEmpty();
    assertThat(both.trust().rootCas()).contains(Path.of("/etc/ca.crt"));
    assertThat(both.inspect().capture().exchanges()).isEqualTo(7);
    assertThat(both.inspect().address()).isEmpty();
    assertThat(tunnel(both, "a").services()).containsOnlyKeys("http");
    assertThat(tunnel(both, "b").services()).containsOnlyKeys("tcp");
  }

  @Test
  void everyKeyMayStandInTheEnvironment() {
    ConfigFile file =
        EnvironmentKeys.over(
            ConfigFile.EMPTY,
            Map.of("NGROK_AUTHTOKEN", "t", "NGROK_TUNNELS", "web: {proto: {http: 'app:80'}}"));

    assertThat(file.authToken()).isEqualTo("t");
    assertThat(file.tunnels()).containsOnlyKeys("web");
    assertThatThrownBy(
            () -> EnvironmentKeys.over(ConfigFile.EMPTY, Map.of("NGROK_SERVER_ADDR", "x:y:z")))
        .hasMessageStartingWith("the environment: Invalid address server_addr 'x:y:z'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version: 2#region: us#|version: 2#region: us#authtoken: 'T'#",
        "version: 2#authtoken: old#|version: 2#authtoken: 'T'#",
        "version: 3#agent:#    log: x#|version: 3#agent:#    authtoken: 'T'#    log: x#",
        "version: 3#agent:#  authtoken: old#|version: 3#agent:#  authtoken: 'T'#",
        "version: 3#agent: {log: x}#|version: 3#agent: {authtoken: 'T', log: x}#",
        "version: 3#agent: {authtoken: old}#|version: 3#agent: {authtoken: 'T'}#",
        "version: 3#|version: 3#agent:#  authtoken: 'T'#",
      })
  void tokenGoesWhereTheFormHasIt(String before, String after) {
    String put = AgentTokenText.put(before.replace('#', '\n'), "T").orElseThrow();

    assertThat(ConfigFile.parse(FILE, put).authToken()).isEqualTo("T");
    assertThat(put.lines().sorted())
        .containsExactlyElementsOf(
            after.replace('#', '\n').replace('\'', '"').lines().sorted().toList());
  }

  @Test
  void fileOfTheSecondVersionStaysOneWhenTheServersAddressIsAdded() {
    ConfigFile file =
        read(
            """
            server_addr: example.com:4443
            authtoken: secret
            web_addr: 127.0.0.1:4041
            tunnels:
              web: {proto: http, addr: 8080}
            """);

    assertThat(file.authToken()).isEqualTo("secret");
    assertThat(tunnel(file, "web").services()).containsKey("http");
  }

  @Test
  void expressionThatIsNoneIsToldWithItsLine() {
    assertThatThrownBy(() -> tunnel("proto: http, user_agent_filter: {deny: ['(curl']}"))
        .hasMessageContaining("/etc/ngrok.yml:3")
        .hasMessageContaining("is no regular expression");
  }

  @Test
  void tlsThatIsToReachTheServiceIsNotEndedByTheServer() {
    assertThatThrownBy(() -> tunnel("proto: http, terminate_at: upstream"))
        .hasMessageContaining("is for 'proto: tls'");
  }

  @Test
  void certificateThatIsNotToBeCheckedIsNotCheckedByACaEither() {
    assertThat(
            tunnel("proto: http, verify_upstream_tls: false, verify_upstream_tls_cas: ca.pem")
                .options()
                .upstream()
                .verify())
        .isEqualTo(new VerifyUpstream.Never());
    assertThat(tunnel("proto: http, verify_upstream_tls_cas: host").options().upstream().verify())
        .isEqualTo(new VerifyUpstream.Always());
  }

  @Test
  void endpointDoesNotTakeTheNameOfATunnel() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    version: 3
                    endpoints:
                      - {name: web, url: "https://", upstream: {url: 8080}}
                    tunnels:
                      web: {proto: http, addr: 8081}
                    """))
        .hasMessageContaining("two tunnels of the name web");
  }
}
