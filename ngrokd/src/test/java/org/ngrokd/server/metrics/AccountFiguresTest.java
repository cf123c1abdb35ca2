package org.ngrokd.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.testing.NamedHolder;
import org.ngrokd.server.tunnel.Claim;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRules;

class AccountFiguresTest {
  private final AccountFigures figures = new AccountFigures();

  private static Tunnel tunnel(String account) {
    return new Tunnel(
        new Claim(
            new PublicUrl(TunnelProtocol.HTTP, "www.example.com"),
            new NamedHolder(account, "c0ffee"),
            1),
        TunnelRules.OPEN,
        (tunnel, visitor, loop) -> loop.newFailedFuture(new IllegalStateException("as in a test")),
        Tunnel.Release.NOTHING);
  }

  private double requests(String account) {
    return figures.now().stream()
        .filter(metric -> metric.getMetadata().getName().equals("ngrokd_account_requests"))
        .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
        .filter(point -> account.equals(point.getLabels().get("account")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .findFirst()
        .orElse(-1);
  }

  @Test
  void aboveTheirNumberAccountsAreCountedTogether() {
    for (int i = 0; i < AccountFigures.MOST + 5; i++) {
      figures.of(tunnel("a" + i)).requested();
      figures.of(tunnel("a" + i)).requested();
    }

    assertThat(requests("a0")).isEqualTo(2);
    assertThat(requests("a" + (AccountFigures.MOST - 1))).isEqualTo(2);
    assertThat(requests("a" + AccountFigures.MOST)).isEqualTo(-1);
    assertThat(requests("(others)")).isEqualTo(10);
  }

  @Test
  void aTunnelWithoutAnAccountIsCountedToo() {
    figures.of(tunnel("")).requested();

    assertThat(requests("(none)")).isEqualTo(1);
  }
}
