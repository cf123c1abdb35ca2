package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.testing.NamedHolder;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;

class TunnelOpenerTest {
  private static final Owner OWNER =
      new Owner(
          "id",
          "ip",
          (tunnel, address, loop) -> {
            throw new AssertionError("nobody is joined here");
          });

  private final AffinityCache affinity = new AffinityCache();
  private final List<Integer> tried = new ArrayList<>();
  private final AtomicInteger random = new AtomicInteger();
  private final TunnelOpener opener =
      new TunnelOpener(
          new ClaimedNames(new LocalDirectory(), new TunnelRegistry()),
          new UrlAssigner(
              "a.test",
              Map.of(TunnelProtocol.HTTPS, "a.test", TunnelProtocol.TLS, "a.test"),
              affinity,
              random::get),
          this::busy,
          new TcpPortRules(PortRanges.NONE, port -> false),
          new LimitCounters());

  private Future<Tunnel> open(String protocol, String subdomain) {
    return opener.open(
        new TunnelRequest(protocol, new Name("", subdomain), 0, TunnelRules.OPEN, OWNER, ""),
        ImmediateEventExecutor.INSTANCE);
  }

  private Future<TcpPorts.Listener> busy(int port) {
    tried.add(port);
    return ImmediateEventExecutor.INSTANCE.newFailedFuture(new java.net.BindException("busy"));
  }

  /** What is remembered may come from a file that somebody edited. */
  @ParameterizedTest
  @CsvSource({"tcp://a:2222, 2222", "tcp://a:65536,", "tcp://a,", "tcp://a:x,", "tcp://a:999999,"})
  void rememberedPortIsTriedFirstIfItIsOne(String remembered, @Nullable Integer first) {
    affinity.restore(Map.of("client-id-tcp:id", remembered));

    Future<Tunnel> opened = open("tcp", "");

    assertThat(tried).isEqualTo(first == null ? List.of(0) : List.of(first, 0));
    assertThat(opened.cause()).hasMessage("Error binding TCP listener: port 0: busy");
  }

  /** Several servers share names: a port that opens here may be another's by its name. */
  @Test
  void portWhoseNameIsTakenIsPassedOver() {
    LocalDirectory directory = new LocalDirectory();
    List<Integer> closed = new ArrayList<>();
    TunnelOpener sharing =
        new TunnelOpener(
            new ClaimedNames(directory, new TunnelRegistry()),
            new UrlAssigner("a.test", Map.of(), affinity, random::get),
            port -> ImmediateEventExecutor.INSTANCE.newSucceededFuture(opened(port, closed)),
            new TcpPortRules(PortRanges.NONE, port -> false),
            new LimitCounters());
    affinity.restore(Map.of("client-id-tcp:id", "tcp://a.test:2222"));
    var unused =
        directory.claim(new PublicUrl(TunnelProtocol.TCP, "a.test:2222"), new NamedHolder("", ""));

    Future<Tunnel> tunnel =
        sharing.open(
            new TunnelRequest("tcp", new Name("", ""), 0, TunnelRules.OPEN, OWNER, ""),
            ImmediateEventExecutor.INSTANCE);

    assertThat(tunnel.getNow().url()).hasToString("tcp://a.test:4711");
    assertThat(closed).containsExactly(2222);
  }

  /** Where any will do, it is 4711. */
  private static TcpPorts.Listener opened(int asked, List<Integer> closed) {
    return new TcpPorts.Listener() {
      @Override
      public int port() {
        return asked == 0 ? 4711 : asked;
      }

      @Override
      public void serve(Served served) {}

      @Override
      public void close(Runnable done) {
        closed.add(port());
        done.run();
      }
    };
  }

  /** One listener, one name: who comes first has it. */
  @ParameterizedTest
  @CsvSource({"https, tls", "tls, https", "tls, tls"})
  void nameBelongsToHttpsOrToTls(String first, String second) {
    Tunnel tunnel = open(first, "www").getNow();
    assertThat(tunnel.url()).hasToString(first + "://www.a.test");

    assertThat(open(second, "www").cause())
        .hasMessage("The tunnel " + second + "://www.a.test is already registered.");

    opener.close(tunnel, () -> {});
    assertThat(open(second, "www").isSuccess()).isTrue();
  }

  @Test
  void randomNameOfTlsIsRememberedApartAndPassesOverOneThatIsTaken() {
    assertThat(open("https", "").getNow().url()).hasToString("https://0.a.test");
    assertThat(open("tls", "").cause()).hasMessage("Failed to assign a URL after 5 attempts!");

    random.set(1);
    Tunnel one = open("tls", "").getNow();
    assertThat(one.url()).hasToString("tls://1.a.test");
    opener.close(one, () -> {});
    random.set(2);

    assertThat(open("tls", "").getNow().url()).hasToString("tls://1.a.test");
    assertThat(open("tls", "").getNow().url()).hasToString("tls://2.a.test");
  }
}
