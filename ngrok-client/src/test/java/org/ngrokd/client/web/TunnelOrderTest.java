package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.HealthCheck;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.Termination;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UserAgents;
import org.ngrokd.client.config.VerifyUpstream;
import org.ngrokd.client.config.VisitorRules;
import org.ngrokd.kit.json.Json;

class TunnelOrderTest {
  private static TunnelConfig read(String json) {
    return order(json).tunnel();
  }

  private static Order order(String json) {
    return TunnelOrder.read(Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  private static void refused(String json, String reason) {
    assertThatIllegalArgumentException()
        .as(json)
        .isThrownBy(() -> read(json))
        .withMessageContaining(reason);
  }

  @Test
  void addressAloneIsAWebService() {
    TunnelConfig tunnel = read("{'addr': 8080}");

    assertThat(tunnel.services())
        .containsOnlyKeys("https")
        .containsEntry("https", LocalAddress.parse("8080"));
    assertThat(tunnel.name()).matches("tunnel-[0-9a-f]{8}");
    assertThat(tunnel.subdomain()).isEmpty();
    assertThat(tunnel.hostname()).isEmpty();
    assertThat(tunnel.options().httpAuth()).isEmpty();
    assertThat(tunnel.options().http().inspected()).isTrue();
  }

  /** Where nobody said that it has to be https. */
  @Test
  void httpWillDoWhereTheServerHasNoHttps() {
    assertThat(order("{'addr': 80}").otherwise().orElseThrow().services())
        .containsOnlyKeys("http")
        .containsEntry("http", LocalAddress.parse("80"));
    assertThat(order("{'addr': 80, 'schemes': ['https']}").otherwise()).isEmpty();
    assertThat(order("{'addr': 80, 'bind_tls': true}").otherwise()).isEmpty();
    assertThat(order("{'addr': 80, 'proto': 'https'}").otherwise()).isEmpty();
    assertThat(order("{'addr': 22, 'proto': 'tcp'}").otherwise()).isEmpty();
  }

  @Test
  void namesAreTakenOver() {
    TunnelConfig tunnel =
        read("{'addr': 'nas.lan:80', 'name': 'web', 'subdomain': 'a', 'hostname': 'b.example'}");

    assertThat(tunnel.name()).isEqualTo("web");
    assertThat(tunnel.subdomain()).isEqualTo("a");
    assertThat(tunnel.hostname()).isEqualTo("b.example");
    assertThat(tunnel.services()).containsEntry("https", LocalAddress.parse("nas.lan:80"));
  }

  @Test
  void domainIsTheLaterNameOfHostname() {
    assertThat(read("{'addr': '80', 'domain': 'b.example'}").hostname()).isEqualTo("b.example");
  }

  @Test
  void schemesAndBindTlsSayTheProtocols() {
    assertThat(read("{'addr': '80', 'schemes': ['https']}").services()).containsOnlyKeys("https");
    assertThat(read("{'addr': '80', 'schemes': ['http', 'https']}").services())
        .containsOnlyKeys("http", "https");
    assertThat(read("{'addr': '80', 'bind_tls': true}").services()).containsOnlyKeys("https");
    assertThat(read("{'addr': '80', 'bind_tls': 'false'}").services()).containsOnlyKeys("http");
    assertThat(read("{'addr': '80', 'bind_tls': 'both'}").services())
        .containsOnlyKeys("http", "https");
    assertThat(read("{'addr': '80', 'proto': 'https'}").services()).containsOnlyKeys("https");
  }

  @Test
  void portOfATcpTunnelMayBeAskedFor() {
    assertThat(read("{'addr': 22, 'proto': 'tcp'}").options().remotePort()).isZero();
    assertThat(read("{'addr': 22, 'proto': 'tcp', 'remote_port': 2222}").options().remotePort())
        .isEqualTo(2222);
    assertThat(
            read("{'addr': 22, 'proto': 'tcp', 'remote_addr': '0.tcp.example:65535'}")
                .options()
                .remotePort())
        .isEqualTo(65_535);
  }

  @Test
  void passwordHasTwoNames() {
    assertThat(read("{'addr': 80, 'auth': 'me:secret'}").options().httpAuth())
        .isEqualTo("me:secret");
    assertThat(read("{'addr': 80, 'basic_auth': ['me:secret']}").options().httpAuth())
        .isEqualTo("me:secret");
    assertThat(read("{'addr': 80, 'httpauth': 'me:secret', 'auth': 'me:secret'}").options())
        .satisfies(options -> assertThat(options.httpAuth()).isEqualTo("me:secret"))
        .satisfies(options -> assertThat(options.agent().otherPasswords()).isEmpty());
  }

  @Test
  void severalPasswordsLetVisitorsIn() {
    TunnelConfig.Options options =
        read("{'addr': 80, 'basic_auth': ['a:b', 'c:d', 'e:f']}").options();

    assertThat(options.httpAuth()).isEqualTo("a:b");
    assertThat(options.agent().otherPasswords()).containsExactly("c:d", "e:f");
  }

  @Test
  void whatIsDoneToRequestsIsTakenOver() {
    HttpRules http =
        read("""
        {'addr': 80, 'compression': true, 'circuit_breaker': 0.5,
         'request_header': {'add': ['X-From: here:now'], 'remove': ['Cookie']},
         'response_header': {'add': ['Via:us']}, 'host_header': 'rewrite',
         'user_agent_filter': {'allow': ['curl'], 'deny': ['bot.*']}}
        """)
            .options()
            .http();

    assertThat(http.request().add()).containsExactly(Map.entry("X-From", "here:now"));
    assertThat(http.request().remove()).containsExactly("Cookie");
    assertThat(http.response().add()).containsExactly(Map.entry("Via", "us"));
    assertThat(http.traffic().isCompressed()).isTrue();
    assertThat(http.traffic().breaker()).hasValue(0.5);
    assertThat(http.traffic().userAgents())
        .isEqualTo(new UserAgents(List.of("curl"), List.of("bot.*")));
    assertThat(http.hostHeader().text()).isEqualTo("rewrite");
  }

  @Test
  void whatIsSaidOfTheServiceIsTakenOver() {
    Upstream upstream =
        read("""
        {'addr': 'https://nas.lan', 'proxy_proto': '2', 'websocket_tcp_converter': true,
         'app_protocol': 'http2', 'verify_upstream_tls': false, 'reuse_connections': false,
         'health_check': {'path': '/healthz', 'interval': '30s'}}
        """)
            .options()
            .upstream();

    assertThat(upstream.proxyProtocol()).isEqualTo(ProxyProtocol.V2);
    assertThat(upstream.verify()).isEqualTo(new VerifyUpstream.Never());
    assertThat(upstream.options().isHttp2()).isTrue();
    assertThat(upstream.options().takesWebSockets()).isTrue();
    assertThat(upstream.options().keepsConnections()).isFalse();
    assertThat(upstream.options().health())
        .contains(new HealthCheck("/healthz", Duration.ofSeconds(30), HealthCheck.TIMEOUT));
  }

  @Test
  void visitorsAreKeptOutByNetwork() {
    assertThat(
            read("{'addr': 80, 'ip_restriction': {'allow_cidrs': ['10.0.0.0/8'], 'deny_cidrs':"
                    + " ['10.1.0.0/16']}}")
                .options()
                .visitors())
        .isEqualTo(new VisitorRules(List.of("10.0.0.0/8"), List.of("10.1.0.0/16"), 0, false));
    refused("{'addr': 80, 'ip_restriction': {'allow_cidrs': ['all']}}", "all");
    refused("{'addr': 80, 'ip_restriction': {'allow': []}}", "'ip_restriction.allow' cannot be");
    refused("{'addr': 80, 'ip_restriction': true}", "ip_restriction has to be an object");
  }

  @Test
  void tlsMayEndInThisClient() {
    Termination here =
        read("{'addr': 80, 'proto': 'tls', 'crt': 'a.crt', 'key': 'a.key', 'mutual_tls_cas':"
                + " 'ca.crt', 'terminate_at': 'agent'}")
            .options()
            .agent()
            .termination()
            .orElseThrow();

    assertThat(here.certificate()).isEqualTo(Path.of("a.crt").toAbsolutePath());
    assertThat(here.visitorCas()).containsExactly(Path.of("ca.crt").toAbsolutePath());
    assertThat(
            read("{'addr': 80, 'proto': 'tls', 'terminate_at': 'upstream'}")
                .options()
                .agent()
                .termination())
        .isEmpty();
    refused("{'addr': 80, 'proto': 'tls', 'terminate_at': 'agent'}", "crt and key are both needed");
    refused("{'addr': 80, 'proto': 'tls', 'terminate_at': 'edge'}", "use that, or");
    refused("{'addr': 80, 'mutual_tls_cas': 'ca.crt'}", "as it does for mutual_tls_cas");
    refused("{'addr': 80, 'crt': 'a', 'key': 'b'}", "for tls tunnels only");
    refused(
        "{'addr': 80, 'proto': 'tls', 'crt': 'a', 'key': 'b', 'terminate_at': 'upstream'}",
        "of no use");
    refused(
        "{'addr': 80, 'proto': 'tls', 'crt': '-----BEGIN CERTIFICATE-----', 'key': 'b'}",
        "the path of a PEM file");
  }

  @Test
  void poolAndWordsForPeopleAreTakenOver() {
    AgentOptions agent =
        read("{'addr': 80, 'pooling_enabled': true, 'metadata': 'm', 'description': 'd'}")
            .options()
            .agent();

    assertThat(agent.isPooled()).isTrue();
    assertThat(agent.metadata()).isEqualTo("m");
    assertThat(agent.description()).isEqualTo("d");
  }

  /** npm's ngrok sends whatever it was started with. */
  @Test
  void whatLibrariesSendForThemselvesIsNoMatter() {
    assertThat(
            read("{'addr': 80, 'port': 80, 'authtoken': 't', 'region': 'eu', 'configPath': '/x'}")
                .services())
        .containsOnlyKeys("https");
  }

  @Test
  void protectionIsNeverLeftOutOfATunnelThatCannotHaveIt() {
    for (String each :
        List.of(
            "'basic_auth': ['a:b']",
            "'user_agent_filter': {'deny': ['bot']}",
            "'circuit_breaker': 0.5",
            "'compression': true",
            "'request_header': {'remove': ['Cookie']}")) {
      refused("{'addr': 22, 'proto': 'tcp', " + each + "}", "works for http tunnels only");
    }
    assertThat(
            read("{'addr': 22, 'proto': 'tcp', 'compression': false, 'bind_tls': 'both'}").name())
        .isNotEmpty();
  }

  @Test
  void tunnelWithoutThePasswordThatWasAskedForIsRefused() {
    refused("{'addr': 80, 'basic_auth': 'me:secret'}", "basic_auth has to be a list of texts");
    refused("{'addr': 80, 'basic_auth': [{'me': 'secret'}]}", "basic_auth has to be a list");
    refused("{'addr': 80, 'basic_auth': ['secret']}", "as user:password");
    refused("{'addr': 80, 'auth': ['me:secret']}", "auth has to be a text");
    refused(
        "{'addr': 22, 'proto': 'tcp', 'auth': 'me:secret'}", "auth works for http tunnels only");
  }

  @Test
  void schemesOfAnotherKindAreRefused() {
    refused("{'addr': 80, 'schemes': 'https'}", "schemes has to be a list of texts");
    refused("{'addr': 80, 'schemes': ['https', 'ftp']}", "schemes may hold http and https");
  }

  @Test
  void inspectionMayBeOff() {
    assertThat(read("{'addr': 80, 'inspect': false}").options().http().inspected()).isFalse();
    assertThat(read("{'addr': 80, 'inspect': 'false'}").options().http().inspected()).isFalse();
    assertThat(read("{'addr': 80, 'inspect': true}").options().http().inspected()).isTrue();
  }

  @Test
  void nullIsAsGoodAsNothing() {
    assertThat(
            read("{'addr': 80, 'auth': null, 'basic_auth': null, 'name': null, 'oauth': null}")
                .name())
        .startsWith("tunnel-");
  }

  @Test
  void whatCannotBeGivenIsRefused() {
    refused("{'addr': 80, 'colour': 'red'}", "'colour' cannot be given; known are addr, proto");
    refused("{'addr': 80, 'oauth': {'provider': 'google'}}", "use basic_auth");
    refused("{'addr': 80, 'oidc': {}}", "'oidc' cannot be given; nobody signs in");
    refused("{'addr': 80, 'verify_webhook': {}}", "check the signature in the service");
    refused("{'addr': 80, 'traffic_policy': ''}", "knows no policies; use basic_auth");
    refused("{'addr': 80, 'policy_inbound': {}}", "knows no policies");
    refused("{'addr': 80, 'labels': ['edge=x']}", "knows no edges");
  }

  @Test
  void whatIsNoOrderIsRefused() {
    refused("[]", "expected an object");
    refused("'80'", "expected an object");
    refused("{}", "addr is missing");
    refused("{'addr': ''}", "addr is missing");
    refused("{'addr': 'no such:place'}", "'no such' is not a host name");
    refused("{'addr': 80, 'proto': 'udp'}", "proto is 'udp'");
    refused("{'addr': 80, 'proxy_proto': '3'}", "versions 1 and 2, not '3'");
    refused("{'addr': 80, 'circuit_breaker': 2}", "circuit_breaker is 2.0");
    refused("{'addr': 80, 'app_protocol': 'gopher'}", "'gopher' is not spoken");
    refused("{'addr': 80, 'health_check': {'interval': 'often'}}", "'often' is no time");
    refused("{'addr': 80, 'bind_tls': 'maybe'}", "bind_tls may be true, false or both");
    refused("{'addr': 80, 'host_header': 'a b'}", "host_header is 'a b'");
    refused("{'addr': 22, 'proto': 'tcp', 'remote_port': 65536}", "'65536' has no port");
    refused("{'addr': 22, 'proto': 'tcp', 'remote_port': 'x'}", "'x' has no port");
  }
}
