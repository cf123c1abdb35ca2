package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;

class TunnelOpenerTest {
  private final AffinityCache affinity = new AffinityCache();
  private final List<Integer> tried = new ArrayList<>();
  private final TunnelOpener opener =
      new TunnelOpener(
          new TunnelRegistry(),
          new UrlAssigner("a.test", Map.of(), affinity, () -> 0),
          this::busy,
          new TcpPortRules(PortRanges.NONE, port -> false),
          new LimitCounters());

  private Future<TcpPorts.Listener> busy(int port) {
    tried.add(port);
    return ImmediateEventExecutor.INSTANCE.newFailedFuture(new java.net.BindException("busy"));
  }

  /** What is remembered may come from a file that somebody edited. */
  @ParameterizedTest
  @CsvSource({"tcp://a:2222, 2222", "tcp://a:65536,", "tcp://a,", "tcp://a:x,", "tcp://a:999999,"})
  void rememberedPortIsTriedFirstIfItIsOne(String remembered, @Nullable Integer first) {
    affinity.restore(Map.of("client-id-tcp:id", remembered));
    Owner owner =
        new Owner(
            "id",
            "ip",
            (tunnel, address, loop) -> {
              throw new AssertionError("nobody is joined here");
            });

    Future<Tunnel> opened =
        opener.open(
            new TunnelRequest("tcp", new Name("", ""), 0, TunnelRules.OPEN, owner),
            ImmediateEventExecutor.INSTANCE);

    assertThat(tried).isEqualTo(first == null ? List.of(0) : List.of(first, 0));
    assertThat(opened.cause()).hasMessage("Error binding TCP listener: port 0: busy");
  }
}
