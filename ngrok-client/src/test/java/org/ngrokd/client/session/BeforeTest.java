package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;

class BeforeTest {
  private static TunnelConfig tunnel(String protocol, String subdomain) {
    return new TunnelConfig(
        "any",
        Map.of(protocol, LocalAddress.parse("8080")),
        subdomain,
        "",
        TunnelConfig.Options.NONE);
  }

  private static Before before(TunnelConfig tunnel, String protocol, String url) {
    return Before.of(tunnel, List.of(new Route(tunnel, protocol, url)));
  }

  @Test
  void nameByChanceIsAskedForByName() {
    TunnelConfig any = tunnel("http", "");
    Before before = before(any, "http", "http://3f2a.example.com:8080");

    assertThat(before.hostname(any)).isEqualTo("3f2a.example.com");
    assertThat(before.isAsked(any)).isTrue();
  }

  @Test
  void nameThatWasAskedForIsAskedForAsBefore() {
    TunnelConfig named = tunnel("http", "www");
    Before before = before(named, "http", "http://www.example.com:8080");

    assertThat(before.hostname(named)).isEmpty();
    assertThat(before.isAsked(named)).isFalse();
  }

  @Test
  void portByChanceIsAskedForByNumber() {
    TunnelConfig any = tunnel("tcp", "");
    Before before = before(any, "tcp", "tcp://example.com:40123");

    assertThat(before.remotePort(any)).isEqualTo(40_123);
    assertThat(before.hostname(any)).isEmpty();
    assertThat(before.isAsked(any)).isTrue();
  }

  @Test
  void whatWasNotOpenIsAskedForAsTheTunnelSays() {
    TunnelConfig any = tunnel("http", "");

    assertThat(Before.of(any, List.of()).isAsked(any)).isFalse();
    assertThat(Before.NOWHERE.isAsked(any)).isFalse();
  }

  @Test
  void whatIsNoPortIsNotAskedFor() {
    TunnelConfig any = tunnel("tcp", "");

    assertThat(before(any, "tcp", "tcp://example.com").isAsked(any)).isFalse();
  }
}
