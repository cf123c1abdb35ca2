package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.kit.json.Json;

class TunnelOrderTest {
  private static TunnelConfig read(String json) {
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
        .containsOnlyKeys("http", "https")
        .containsEntry("http", LocalAddress.parse("8080"));
    assertThat(tunnel.name()).matches("tunnel-[0-9a-f]{8}");
    assertThat(tunnel.subdomain()).isEmpty();
    assertThat(tunnel.hostname()).isEmpty();
    assertThat(tunnel.options().httpAuth()).isEmpty();
    assertThat(tunnel.options().http().inspected()).isTrue();
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
  }

  @Test
  void tunnelWithoutThePasswordThatWasAskedForIsRefused() {
    refused("{'addr': 80, 'basic_auth': 'me:secret'}", "basic_auth has to be a list of texts");
    refused("{'addr': 80, 'basic_auth': [{'me': 'secret'}]}", "basic_auth has to be a list");
    refused("{'addr': 80, 'basic_auth': ['a:b', 'c:d']}", "basic_auth may hold one");
    refused("{'addr': 80, 'auth': ['me:secret']}", "auth has to be a text");
    refused("{'addr': 22, 'proto': 'tcp', 'auth': 'me:secret'}", "only http tunnels");
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
    assertThat(read("{'addr': 80, 'auth': null, 'basic_auth': null, 'name': null}").name())
        .startsWith("tunnel-");
  }

  @Test
  void whatCannotBeGivenIsRefused() {
    refused("{'addr': 80, 'ip_restriction': {}}", "'ip_restriction' cannot be given; known are ");
    refused("{'addr': 80, 'oauth': null}", "'oauth' cannot be given");
  }

  @Test
  void whatIsNoOrderIsRefused() {
    refused("[]", "expected an object");
    refused("'80'", "expected an object");
    refused("{}", "addr is missing");
    refused("{'addr': ''}", "addr is missing");
    refused("{'addr': 'no such:place'}", "'no such' is not a host name");
    refused("{'addr': 80, 'proto': 'udp'}", "proto is 'udp'");
    refused("{'addr': 80, 'bind_tls': 'maybe'}", "bind_tls may be true, false or both");
    refused("{'addr': 80, 'host_header': 'a b'}", "host_header is 'a b'");
    refused("{'addr': 22, 'proto': 'tcp', 'remote_port': 65536}", "'65536' has no port");
    refused("{'addr': 22, 'proto': 'tcp', 'remote_port': 'x'}", "'x' has no port");
  }
}
