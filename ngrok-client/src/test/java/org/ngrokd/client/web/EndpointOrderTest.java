package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;

class EndpointOrderTest {
  private static JsonValue json(String text) {
    return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static TunnelConfig read(String text) {
    return EndpointOrder.read(json(text)).tunnel();
  }

  private static TunnelConfig withUrl(String url) {
    return read("{'upstream': {'url': '80'}, 'url': '" + url + "'}");
  }

  private static void refused(String text, String reason) {
    assertThatIllegalArgumentException()
        .as(text)
        .isThrownBy(() -> read(text))
        .withMessageContaining(reason);
  }

  @Test
  void urlSaysProtocolAndName() {
    assertThat(withUrl("https://a.example").services()).containsOnlyKeys("https");
    assertThat(withUrl("https://a.example:8443/").hostname()).isEqualTo("a.example:8443");
    assertThat(withUrl("http://a.example").services()).containsOnlyKeys("http");
    assertThat(withUrl("a.example").services()).containsOnlyKeys("https");
    assertThat(withUrl("tls://a.example").services()).containsOnlyKeys("tls");
    assertThat(withUrl("https://").hostname()).isEmpty();
    assertThat(withUrl("tcp://").options().remotePort()).isZero();
    assertThat(withUrl("tcp://1.tcp.example:2222"))
        .satisfies(tunnel -> assertThat(tunnel.options().remotePort()).isEqualTo(2222))
        .satisfies(tunnel -> assertThat(tunnel.hostname()).isEmpty());
  }

  @Test
  void upstreamSaysWhatIsSpokenThere() {
    TunnelConfig tunnel =
        read(
            "{'name': 'web', 'upstream': {'url': 'https://nas.lan', 'protocol': 'http2',"
                + " 'proxy_protocol': '1'}}");

    assertThat(tunnel.name()).isEqualTo("web");
    assertThat(tunnel.services()).containsEntry("https", LocalAddress.parse("https://nas.lan"));
    assertThat(tunnel.options().upstream().options().isHttp2()).isTrue();
    assertThat(tunnel.options().upstream().proxyProtocol()).isEqualTo(ProxyProtocol.V1);
    assertThat(read("{'upstream': '8080'}").services())
        .containsEntry("https", LocalAddress.parse("8080"));
    assertThat(read("{'upstream': {'url': 'tcp://127.0.0.1:22'}}").services())
        .containsEntry("tcp", LocalAddress.parse("127.0.0.1:22"));
  }

  @Test
  void onlyWhoGaveNoUrlTakesHttp() {
    assertThat(EndpointOrder.read(json("{'upstream': '80'}")).otherwise()).isPresent();
    assertThat(EndpointOrder.read(json("{'upstream': '80', 'url': 'https://'}")).otherwise())
        .isEmpty();
  }

  @Test
  void urlAndNameStayUnlessAnotherUrlIsGiven() {
    TunnelConfig same =
        EndpointOrder.read(json("{'name': 'x', 'upstream': '80'}"), "web", "https://a.example:8443")
            .tunnel();
    TunnelConfig other =
        EndpointOrder.read(
                json("{'url': 'https://b.example', 'upstream': '80'}"), "web", "https://a.example")
            .tunnel();

    assertThat(List.of(same.name(), same.hostname())).containsExactly("web", "a.example:8443");
    assertThat(other.hostname()).isEqualTo("b.example");
  }

  /** What GET tells may be sent back. */
  @Test
  void ownResourceIsUnderstood() {
    assertThat(
            read("{'name': 'web', 'ID': 'x', 'uri': '/api/endpoints/web', 'url':"
                    + " 'https://a.example', 'upstream': {'url': 'http://localhost:8000',"
                    + " 'protocol': 'https'}, 'inspect': true, 'traffic_policy': '',"
                    + " 'pooling_enabled': true, 'metrics': {}}")
                .options()
                .agent()
                .isPooled())
        .isTrue();
  }

  @Test
  void whatCannotBeGivenIsRefused() {
    refused("{}", "upstream.url is missing");
    refused("[]", "expected an object");
    refused(
        "{'upstream': '80', 'traffic_policy': {'on_http_request': []}}",
        "'traffic_policy' cannot be given; this server knows no policies");
    refused("{'upstream': '80', 'traffic_policy': 'on_http_request: []'}", "knows no policies");
    refused("{'upstream': '80', 'bindings': ['internal']}", "public endpoints alone");
    refused("{'upstream': '80', 'url': 'ftp://x'}", "url is 'ftp://x'");
    refused("{'upstream': '80', 'url': 'https://x/path'}", "a host, and no path");
    refused("{'upstream': {'url': '80', 'port': 1}}", "'upstream.port' cannot be given");
    refused("{'upstream': '80', 'agent_tls_termination': {}}", "for tls:// alone");
    refused(
        "{'upstream': '80', 'url': 'tls://x', 'agent_tls_termination': {}}",
        "needs server_certificate");
  }
}
