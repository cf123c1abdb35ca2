package org.ngrokd.client.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.protocol.TunnelSettings;

class TunnelSectionTest {
  private static TunnelConfig tunnel(String text) {
    ConfigFile file = ConfigFile.parse(Path.of("/etc/ngrok.cfg"), text);
    return requireNonNull(file.tunnels().get("web"));
  }

  private static List<String> errors(String text) {
    ConfigException failure = catchThrowableOfType(ConfigException.class, () -> tunnel(text));
    assertThat(failure).as("this file should have been refused: %s", text).isNotNull();
    return String.valueOf(failure.getMessage()).lines().toList();
  }

  @Test
  void defaults() {
    TunnelConfig.Options options = tunnel("tunnels: {web: {proto: {http: 80}}}").options();

    assertThat(options).isEqualTo(TunnelConfig.Options.NONE);
    assertThat(tunnel("tunnels: {web: {proto: {http: 80}}}").settings())
        .isEqualTo(TunnelSettings.NONE);
    assertThat(options.upstream().verify()).isEqualTo(new VerifyUpstream.WhereNotPrivate());
    assertThat(options.http().changeHeads()).isFalse();
  }

  @Test
  void everyKeySet() {
    TunnelConfig tunnel =
        tunnel(
            """
            tunnels:
              web:
                proto: {https: "https://nas.lan:5001", tls: 8443, http: "unix:/run/app.sock"}
                host_header: rewrite
                forwarded_headers: false
                rewrite_destination: false
                request_headers:
                  add: {X-From: tunnel, X-Name: "名"}
                  remove: [X-Secret, Cookie]
                response_headers: {remove: Server}
                allow_cidrs: [10.0.0.0/8, "2001:db8::/32"]
                deny_cidrs: 10.1.1.1
                max_connections: 20
                redirect_to_https: true
                error_page: pages/down.html
                proxy_protocol: v2
                verify_upstream: certs/nas.pem
            """);

    assertThat(tunnel.services())
        .containsEntry("https", LocalAddress.parse("https://nas.lan:5001"))
        .containsEntry("tls", LocalAddress.parse("8443"))
        .containsEntry("http", new LocalAddress.Unix("/run/app.sock"));
    assertThat(tunnel.options())
        .isEqualTo(
            new TunnelConfig.Options(
                "",
                0,
                new VisitorRules(
                    List.of("10.0.0.0/8", "2001:db8::/32"), List.of("10.1.1.1"), 20, true),
                new Upstream(
                    ProxyProtocol.V2, new VerifyUpstream.AgainstCas(Path.of("/etc/certs/nas.pem"))),
                new HttpRules(
                    new HostHeader("rewrite"),
                    new HeaderRules(
                        Map.of("X-From", "tunnel", "X-Name", "名"), List.of("X-Secret", "Cookie")),
                    new HeaderRules(Map.of(), List.of("Server")),
                    new HttpRules.Errors(Optional.of(Path.of("/etc/pages/down.html")), false),
                    true,
                    new ServerEdits(false, false))));
    assertThat(tunnel.settings())
        .isEqualTo(
            new TunnelSettings(
                List.of("10.0.0.0/8", "2001:db8::/32"),
                List.of("10.1.1.1"),
                20,
                true,
                true,
                new TunnelSettings.Heads(true, TunnelSettings.Destination.AS_SENT)));
  }

  @Test
  void destinationGetsTheSchemeThatTheServicesHave() {
    assertThat(destination("http: 80, https: 80")).isEqualTo(TunnelSettings.Destination.HTTP);
    assertThat(destination("http: 'unix:/a', tcp: 22")).isEqualTo(TunnelSettings.Destination.HTTP);
    assertThat(destination("https: 'https://nas.lan'")).isEqualTo(TunnelSettings.Destination.HTTPS);
    assertThat(destination("http: 80, https: 'https://nas.lan'"))
        .isEqualTo(TunnelSettings.Destination.AS_SENT);
  }

  private static TunnelSettings.Destination destination(String proto) {
    return tunnel("tunnels: {web: {proto: {" + proto + "}}}").settings().heads().destination();
  }

  @Test
  void everyKeyWrong() {
    assertThat(
            errors(
                """
                tunnels:
                  web:
                    proto: {http: ftp://x, tls: "https://nas.lan", udp: 53}
                    host_header: "a b"
                    request_headers:
                      add:
                        "X From": tunnel
                        Content-Length: 3
                        X-Line: "a\\nb"
                      remove: [Host, [X]]
                      replace: {}
                    response_headers: {add: [a]}
                    allow_cidrs:
                      - 10.0.0.0/8
                      - 10.0.0.0/33
                    deny_cidrs: somewhere
                    max_connections: many
                    redirect_to_https: perhaps
                    proxy_protocol: v3
                """))
        .containsExactlyInAnyOrder(
            "/etc/ngrok.cfg:3: unknown key 'udp'. Did you mean 'tcp'? Allowed: http, https, tcp,"
                + " tls",
            "/etc/ngrok.cfg:3: Invalid address for tunnel web[http] 'ftp://x': 'ftp' is not known;"
                + " allowed: http, https, unix:/path, file:///directory",
            "/etc/ngrok.cfg:3: Invalid address for tunnel web[tls] 'https://nas.lan': a tls tunnel"
                + " passes the visitor's own TLS on; write the address without https://",
            "/etc/ngrok.cfg:4: host_header is 'a b'; expected rewrite, preserve, or a host as"
                + " nas.lan:5000",
            "/etc/ngrok.cfg:7: 'X From' is not a header's name; allowed: letters, digits and"
                + " !#$%&'*+-.^_`|~",
            "/etc/ngrok.cfg:8: the header Content-Length may not be added or removed: it says where"
                + " a message ends or whom it is for",
            "/etc/ngrok.cfg:9: the value of the header X-Line has a line break or another control"
                + " character",
            "/etc/ngrok.cfg:10: the header Host may not be added or removed: it says where a"
                + " message ends or whom it is for; use host_header",
            "/etc/ngrok.cfg:10: remove holds a list; expected one value",
            "/etc/ngrok.cfg:11: unknown key 'replace'. Allowed: add, remove",
            "/etc/ngrok.cfg:12: add is a list; expected keys below it",
            "/etc/ngrok.cfg:15: '10.0.0.0/33': the part behind the slash is not a number, 0 to 32",
            "/etc/ngrok.cfg:16: 'somewhere' is not an IP address or a network as 10.0.0.0/8",
            "/etc/ngrok.cfg:17: max_connections is 'many'; expected a number, 0 for no limit",
            "/etc/ngrok.cfg:18: redirect_to_https is 'perhaps'; expected true or false",
            "/etc/ngrok.cfg:19: proxy_protocol is 'v3'; expected v1 or v2");
  }

  @Test
  void whatOnlyHttpHasUseForIsRefusedElsewhere() {
    assertThat(errors("tunnels: {web: {proto: {tcp: 22}, host_header: rewrite}}"))
        .containsExactly("/etc/ngrok.cfg:1: host_header works for http and https only");
  }

  @ParameterizedTest
  @CsvSource({"true, Always[]", "false, Never[]", "no, Never[]"})
  void verificationIsTurnedOnAndOff(String value, String verify) {
    String text = "tunnels: {web: {proto: {http: 80}, verify_upstream: " + value + "}}";

    assertThat(tunnel(text).options().upstream().verify()).hasToString(verify);
  }

  @ParameterizedTest
  @CsvSource({
    "preserve, nas.lan:5000, ",
    "rewrite, nas.lan:5000, nas.lan:5000",
    "rewrite, nas.lan:80, nas.lan",
    "rewrite, https://nas.lan:5001, nas.lan:5001",
    "rewrite, https://nas.lan, nas.lan",
    "rewrite, [::1]:80, [::1]",
    "rewrite, unix:/run/app.sock, localhost",
    "app.example:8080, 5000, app.example:8080"
  })
  void hostIsThatOfTheService(String setting, String address, String host) {
    assertThat(new HostHeader(setting).of(LocalAddress.parse(address)))
        .isEqualTo(Optional.ofNullable(host));
  }

  @Test
  void valuesOfHeadersAreNotShown() {
    HeaderRules rules = HeaderRules.NONE.adding("Authorization", "secret");
    TunnelConfig.Options options =
        TunnelConfig.Options.NONE.withHttp(HttpRules.NONE.withRequest(rules));

    assertThat(options.toString()).doesNotContain("secret");
  }
}
