package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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
    cache.remember(new PublicUrl("http", "mine.example.com"), owner("me", "1.1.1.1"));
    cache.remember(new PublicUrl("http", "other.example.com"), owner("other", "1.1.1.1"));

    assertThat(cache.remembered("http", owner("me", "1.1.1.1")))
        .contains("http://mine.example.com");
    assertThat(cache.remembered("http", owner("new", "1.1.1.1")))
        .contains("http://other.example.com");
    assertThat(cache.remembered("http", owner("new", "2.2.2.2"))).isEmpty();
    assertThat(cache.remembered("https", owner("me", "1.1.1.1"))).isEmpty();
  }

  @Test
  void leastRecentlyUsedMakeRoom() {
    cache.remember(new PublicUrl("http", "a.example.com"), owner("a", "a"));
    for (int i = 0; i < 100; i++) {
      cache.remember(new PublicUrl("http", i + ".example.com"), owner("i" + i, "i" + i));
      assertThat(cache.remembered("http", owner("a", "a"))).isPresent();
    }

    assertThat(cache.remembered("http", owner("i0", "i0"))).isEmpty();
    assertThat(cache.remembered("http", owner("i99", "i99"))).isPresent();
    assertThat(cache.entries()).hasSizeBetween(8, 14);
  }

  @Test
  void whatIsRestoredIsRemembered() {
    cache.remember(new PublicUrl("tcp", "example.com:2222"), owner("a", "b"));
    AffinityCache restored = new AffinityCache();
    restored.restore(cache.entries());

    assertThat(restored.remembered("tcp", owner("a", ""))).contains("tcp://example.com:2222");
    assertThat(restored.remembered("tcp", owner("", "b"))).contains("tcp://example.com:2222");
  }
}
