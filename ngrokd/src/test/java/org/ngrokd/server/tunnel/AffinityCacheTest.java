package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;

class AffinityCacheTest {
  private final AffinityCache cache = new AffinityCache(2_000);

  private static Owner owner(String id, String ip) {
    return new Owner(
        id,
        ip,
        (tunnel, address, loop) -> {
          throw new AssertionError("nobody is joined here");
        });
  }

  @Test
  void clientIdGoesBeforeTheAddress() {
    cache.remember(new PublicUrl(TunnelProtocol.HTTP, "mine.example.com"), owner("me", "1.1.1.1"));
    cache.remember(
        new PublicUrl(TunnelProtocol.HTTP, "other.example.com"), owner("other", "1.1.1.1"));

    assertThat(cache.remembered(TunnelProtocol.HTTP, owner("me", "1.1.1.1")))
        .contains("http://mine.example.com");
    assertThat(cache.remembered(TunnelProtocol.HTTP, owner("new", "1.1.1.1")))
        .contains("http://other.example.com");
    assertThat(cache.remembered(TunnelProtocol.HTTP, owner("new", "2.2.2.2"))).isEmpty();
    assertThat(cache.remembered(TunnelProtocol.HTTPS, owner("me", "1.1.1.1"))).isEmpty();
  }

  @Test
  void leastRecentlyUsedMakeRoom() {
    cache.remember(new PublicUrl(TunnelProtocol.HTTP, "a.example.com"), owner("a", "a"));
    for (int i = 0; i < 100; i++) {
      cache.remember(
          new PublicUrl(TunnelProtocol.HTTP, i + ".example.com"), owner("i" + i, "i" + i));
      assertThat(cache.remembered(TunnelProtocol.HTTP, owner("a", "a"))).isPresent();
    }

    assertThat(cache.remembered(TunnelProtocol.HTTP, owner("i0", "i0"))).isEmpty();
    assertThat(cache.remembered(TunnelProtocol.HTTP, owner("i99", "i99"))).isPresent();
    assertThat(cache.entries()).hasSizeBetween(8, 14);
  }

  @Test
  void whatIsRestoredIsRemembered() {
    cache.remember(new PublicUrl(TunnelProtocol.TCP, "example.com:2222"), owner("a", "b"));
    AffinityCache restored = new AffinityCache();
    restored.restore(cache.entries());

    assertThat(restored.remembered(TunnelProtocol.TCP, owner("a", "")))
        .contains("tcp://example.com:2222");
    assertThat(restored.remembered(TunnelProtocol.TCP, owner("", "b")))
        .contains("tcp://example.com:2222");
  }
}
