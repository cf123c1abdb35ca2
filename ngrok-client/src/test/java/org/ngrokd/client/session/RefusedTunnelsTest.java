package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.session.TunnelRequests.Wanted;

class RefusedTunnelsTest {
  private final TunnelConfig web =
      new TunnelConfig(
          "web",
          Map.of("http", LocalAddress.parse("80"), "https", LocalAddress.parse("80")),
          "web",
          "",
          TunnelConfig.Options.NONE);
  private final TunnelConfig ssh =
      new TunnelConfig(
          "ssh", Map.of("tcp", LocalAddress.parse("22")), "", "", TunnelConfig.Options.NONE);
  private final RefusedTunnels refused = new RefusedTunnels(() -> new Backoff(() -> 0));

  @Test
  void whatTheServerHasClosedIsNotAskedForInTheNextSession() {
    refused.shut(new Route(ssh, "tcp", "tcp://a.test:1"));
    refused.shut(new Route(web, "https", "https://web.a.test"));

    assertThat(refused.inOrder(List.of(web, ssh)))
        .containsExactly(new Wanted(web, List.of("http")));
  }

  @Test
  void whoeverOpensItAnewIsAsking() {
    refused.shut(new Route(ssh, "tcp", "tcp://a.test:1"));

    refused.forget(ssh);

    assertThat(refused.inOrder(List.of(ssh))).containsExactly(new Wanted(ssh, List.of("tcp")));
  }
}
