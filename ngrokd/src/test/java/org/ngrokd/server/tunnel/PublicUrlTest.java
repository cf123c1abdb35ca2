package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.TunnelProtocol;

class PublicUrlTest {
  private static final ProxySource NOBODY =
      (tunnel, address, loop) -> {
        throw new AssertionError("nobody is joined here");
      };

  private final TunnelRegistry registry = new TunnelRegistry();

  private static Tunnel tunnel(TunnelProtocol protocol, String authority) {
    return new Tunnel(
        new PublicUrl(protocol, authority),
        TunnelRules.withPassword("user:secret"),
        NOBODY,
        Tunnel.Release.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example", "A.Example", "a.example:1", "a.example.", " a.example.:80 "})
  void tunnelIsFoundByHostInAnyWriting(String host) {
    registry.register(tunnel(TunnelProtocol.HTTP, "a.example:8080"));

    assertThat(registry.find(TunnelProtocol.HTTP, host)).isPresent();
    assertThat(registry.find(TunnelProtocol.HTTPS, host)).isEmpty();
  }

  @Test
  void addressOfSixIsAHostToo() {
    registry.register(tunnel(TunnelProtocol.HTTP, "[::1]:8080"));

    assertThat(registry.find(TunnelProtocol.HTTP, "[::1]")).isPresent();
    assertThat(registry.find(TunnelProtocol.HTTP, "[::1]:99")).isPresent();
    assertThat(registry.find(TunnelProtocol.HTTP, "[::2]")).isEmpty();
  }

  @Test
  void nameIsOneForHttpsAndTls() {
    Tunnel first = tunnel(TunnelProtocol.TLS, "a.example:8443");
    assertThat(registry.register(first)).isTrue();
    assertThat(registry.register(tunnel(TunnelProtocol.HTTPS, "a.example"))).isFalse();
    assertThat(registry.register(tunnel(TunnelProtocol.HTTP, "a.example"))).isTrue();
    assertThat(registry.find(TunnelProtocol.TLS, "A.Example.")).contains(first);
    assertThat(registry.find(TunnelProtocol.HTTPS, "a.example")).isEmpty();

    registry.unregister(first);

    assertThat(registry.register(tunnel(TunnelProtocol.HTTPS, "a.example"))).isTrue();
    assertThat(registry.register(tunnel(TunnelProtocol.TLS, "a.example:8443"))).isFalse();
    assertThat(registry.find(TunnelProtocol.TLS, "a.example")).isEmpty();
    assertThat(registry.find(TunnelProtocol.HTTPS, "a.example")).isPresent();
  }

  @Test
  void itIsKnownWhetherThereAreTlsTunnels() {
    Tunnel tls = tunnel(TunnelProtocol.TLS, "a.example");
    assertThat(registry.hasTls()).isFalse();
    registry.register(tls);
    registry.register(tunnel(TunnelProtocol.TLS, "a.example")); // refused
    registry.register(tunnel(TunnelProtocol.HTTPS, "b.example"));
    assertThat(registry.hasTls()).isTrue();

    registry.unregister(
        tunnel(TunnelProtocol.HTTPS, "a.example")); // it is not that one that has the name
    assertThat(registry.hasTls()).isTrue();
    registry.unregister(tls);
    registry.unregister(tls);

    assertThat(registry.hasTls()).isFalse();
    registry.register(tls);
    assertThat(registry.hasTls()).isTrue();
  }

  @Test
  void tcpPortsAreApart() {
    assertThat(registry.register(tunnel(TunnelProtocol.TCP, "example.com:1"))).isTrue();
    assertThat(registry.register(tunnel(TunnelProtocol.TCP, "example.com:2"))).isTrue();
    assertThat(registry.register(tunnel(TunnelProtocol.TCP, "example.com:1"))).isFalse();
    assertThat(registry.size()).isEqualTo(2);
  }

  @Test
  void onlyTheOwnerFreesAName() {
    Tunnel first = tunnel(TunnelProtocol.HTTP, "a.example");
    Tunnel second = new Tunnel(first.url(), TunnelRules.OPEN, NOBODY, Tunnel.Release.NOTHING);
    registry.register(first);
    assertThat(registry.register(second)).isFalse();

    registry.unregister(second);
    assertThat(registry.find(TunnelProtocol.HTTP, "a.example")).contains(first);

    registry.unregister(first);
    assertThat(registry.find(TunnelProtocol.HTTP, "a.example")).isEmpty();
  }

  @Test
  void passwordIsNotShown() {
    assertThat(tunnel(TunnelProtocol.HTTP, "a.example")).hasToString("http://a.example");
  }
}
