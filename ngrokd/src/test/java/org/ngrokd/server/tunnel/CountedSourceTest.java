package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.streams.relay.RelayEnd;

class CountedSourceTest {
  private final EmbeddedChannel visitor = new EmbeddedChannel();
  private final Promise<RelayEnd> inner = visitor.eventLoop().newPromise();
  private final CountedSource source =
      new CountedSource((tunnel, address, loop) -> inner, 1, new LimitCounters());
  private final Tunnel tunnel =
      TunnelFixtures.tunnel(TunnelProtocol.HTTP, "a.test", TunnelRules.OPEN);

  private Future<RelayEnd> open() {
    return source.open(tunnel, "192.0.2.1:5", visitor.eventLoop());
  }

  @Test
  void visitorWhoLeavesCancelsTheWayAndIsNotCountedAnyMore() {
    Future<RelayEnd> left = open();
    assertThat(open().cause()).hasMessage("the tunnel has its 1 connections");

    left.cancel(false);
    visitor.runPendingTasks();

    assertThat(inner.isCancelled()).isTrue();
    assertThat(open().cause()).isNotInstanceOf(BusyException.class);
  }
}
