package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;

class ServersOwnNameTest {
  private static final ProxySource PAGES =
      (tunnel, address, loop) -> {
        throw new AssertionError("nobody is joined here");
      };

  @Test
  void pagesOfTheServerAreFoundAndAreNobodysTunnel() {
    TunnelRegistry registry = new TunnelRegistry();
    ClaimedNames names = new ClaimedNames(new LocalDirectory(), registry);

    names.serveOwn(new PublicUrl(TunnelProtocol.HTTP, "a.test:8080"), PAGES);

    assertThat(registry.find(TunnelProtocol.HTTP, "a.test")).isPresent();
    assertThat(registry.size()).isZero();
  }
}
