package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {
  private static final ProxySource NOBODY =
      (tunnel, address, loop) -> {
        throw new AssertionError("nobody is joined here");
      };

  private final TunnelRegistry registry = new TunnelRegistry();

  private static Tunnel tunnel(String protocol, String authority) {
    return new Tunnel(
        new PublicUrl(protocol, authority),
        TunnelRules.withPassword("user:secret"),
        NOBODY,
        Tunnel.Release.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example", "A.Example", "a.example:1", "a.example.", " a.example.:80 "})
  void tunnelIsFoundByHostInAnyWriting(String host) {
    registry.register(tunnel("http", "a.example:8080"));

    assertThat(registry.find("http", host)).isPresent();
    assertThat(registry.find("https", host)).isEmpty();
  }

  @Test
  void addressOfSixIsAHostToo() {
    registry.register(tunnel("http", "[::1]:8080"));

    assertThat(registry.find("http", "[::1]")).isPresent();
    assertThat(registry.find("http", "[::1]:99")).isPresent();
    assertThat(registry.find("http", "[::2]")).isEmpty();
  }

  @Test
  void nameIsOneForHttpsAndTls() {
    Tunnel first = tunnel("tls", "a.example:8443");
    assertThat(registry.register(first)).isTrue();
    assertThat(registry.register(tunnel("https", "a.example"))).isFalse();
    assertThat(registry.register(tunnel("http", "a.example"))).isTrue();
    assertThat(registry.find("tls", "A.Example.")).contains(first);
    assertThat(registry.find("https", "a.example")).isEmpty();

    registry.unregister(first);

    assertThat(registry.register(tunnel("https", "a.example"))).isTrue();
    assertThat(registry.register(tunnel("tls", "a.example:8443"))).isFalse();
    assertThat(registry.find("tls", "a.example")).isEmpty();
    assertThat(registry.find("https", "a.example")).isPresent();
  }

  @Test
  void itIsKnownWhetherThereAreTlsTunnels() {
    Tunnel tls = tunnel("tls", "a.example");
    assertThat(registry.hasTls()).isFalse();
    registry.register(tls);
    registry.register(tunnel("tls", "a.example")); // refused
    registry.register(tunnel("https", "b.example"));
    assertThat(registry.hasTls()).isTrue();

    registry.unregister(tunnel("https", "a.example")); // it is not that one that has the name
    assertThat(registry.hasTls()).isTrue();
    registry.unregister(tls);
    registry.unregister(tls);

    assertThat(registry.hasTls()).isFalse();
    registry.register(tls);
    assertThat(registry.hasTls()).isTrue();
  }

  @Test
  void tcpPortsAreApart() {
    assertThat(registry.register(tunnel("tcp", "example.com:1"))).isTrue();
    assertThat(registry.register(tunnel("tcp", "example.com:2"))).isTrue();
    assertThat(registry.register(tunnel("tcp", "example.com:1"))).isFalse();
    assertThat(registry.size()).isEqualTo(2);
  }

  @Test
  void onlyTheOwnerFreesAName() {
    Tunnel first = tunnel("http", "a.example");
    Tunnel second = new Tunnel(first.url(), TunnelRules.OPEN, NOBODY, Tunnel.Release.NOTHING);
    registry.register(first);
    assertThat(registry.register(second)).isFalse();

    registry.unregister(second);
    assertThat(registry.find("http", "a.example")).contains(first);

    registry.unregister(first);
    assertThat(registry.find("http", "a.example")).isEmpty();
  }

  @Test
  void passwordIsNotShown() {
    assertThat(tunnel("http", "a.example")).hasToString("http://a.example");
  }
}
