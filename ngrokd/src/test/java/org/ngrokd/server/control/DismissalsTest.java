package org.ngrokd.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.PublicUrl;

class DismissalsTest {
  private static final PublicUrl SHOP = new PublicUrl(TunnelProtocol.HTTP, "shop.example.com");
  private static final PublicUrl OTHER = new PublicUrl(TunnelProtocol.HTTP, "other.example.com");

  private final MockTicker clock = Ticker.newMockTicker();
  private final Dismissals dismissals = new Dismissals(clock);

  @Test
  void tunnelIsKeptFromItsClientAlone() {
    dismissals.add("client", SHOP, "alice closed it");

    assertThat(dismissals.refusal("client", SHOP))
        .contains(
            "http://shop.example.com was closed: alice closed it. Start it again to come back, or"
                + " wait for 10 minutes");
    assertThat(dismissals.refusal("client", OTHER)).isEmpty();
    assertThat(dismissals.refusal("another", SHOP)).isEmpty();
    assertThat(dismissals.refusal("client")).isEmpty();
  }

  @Test
  void tenMinutesLaterItIsForgotten() {
    dismissals.add("client", "alice disconnected it");
    clock.advance(10 * 60 - 1, TimeUnit.SECONDS);
    assertThat(dismissals.refusal("client")).isPresent();

    clock.advance(1, TimeUnit.SECONDS);

    assertThat(dismissals.refusal("client")).isEmpty();
  }
}
