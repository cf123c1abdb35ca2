package org.ngrokd.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.server.edge.EdgeContext;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.TestHellos;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelFixtures;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.relay.ActiveRelays;
import org.ngrokd.streams.relay.RelayEnd;

/** The https listener until it is known which server a visitor wants. */
class PublicHttpPipelineTest {
  private static final byte[] OTHER = TestHellos.naming("www.tunnel.example");
  private static final int SERVER_HELLO = 2;

  private final SslContext context = context();
  private final Certificates certificates = new OneForAll();
  private final TunnelRegistry tunnels = new TunnelRegistry();

  /** One certificate for everybody, at hand. */
  private final class OneForAll implements Certificates {
    @Override
    public boolean dependOnName() {
      return false;
    }

    @Override
    public Future<SslContext> context(String serverName) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(context);
    }
  }

  private static SslContext context() {
    TestCertificates certificates = TestCertificates.localhost();
    try {
      return SslContextBuilder.forServer(certificates.privateKey(), certificates.certificate())
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private EmbeddedChannel visitor() {
    EdgeContext services =
        new EdgeContext(
            tunnels,
            new ActiveRelays(),
            EdgePolicy.DEFAULT,
            new LimitCounters(),
            MemoryGuard.open());
    EmbeddedChannel visitor = new EmbeddedChannel();
    visitor.freezeTime();
    visitor
        .pipeline()
        .addLast(PublicHttpPipeline.https(certificates, services, FailureHandler.News.ALL));
    return visitor;
  }

  private void openTlsTunnel() {
    TunnelFixtures.register(tunnels, TunnelProtocol.TLS, "nas.tunnel.example", TunnelRules.OPEN);
  }

  private static void send(EmbeddedChannel visitor, byte[] bytes, int from, int to) {
    visitor.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
  }

  private static void expectServerHello(EmbeddedChannel visitor) {
    ByteBuf flight = visitor.readOutbound();
    assertThat(flight).isNotNull();
    assertThat(flight.getByte(5)).isEqualTo((byte) SERVER_HELLO);
    flight.release();
  }

  @Test
  void withoutTlsTunnelsNobodyIsLookedAt() {
    EmbeddedChannel visitor = visitor();
    assertThat(visitor.pipeline().names()).contains(HandlerNames.SERVER_NAME);

    send(visitor, OTHER, 0, 1);

    assertThat(visitor.pipeline().names())
        .containsSubsequence(HandlerNames.DEADLINE, HandlerNames.TLS, HandlerNames.ROLE)
        .doesNotContain(HandlerNames.SERVER_NAME);
    send(visitor, OTHER, 1, OTHER.length);
    expectServerHello(visitor);
    visitor.finishAndReleaseAll();
  }

  @Test
  void helloOfOthersGoesOnToTlsWhole() {
    openTlsTunnel();
    for (int cut = 1; cut < OTHER.length; cut += 50) {
      EmbeddedChannel visitor = visitor();

      send(visitor, OTHER, 0, cut);
      assertThat(visitor.pipeline().names()).doesNotContain(HandlerNames.TLS);
      send(visitor, OTHER, cut, OTHER.length);

      expectServerHello(visitor);
      visitor.finishAndReleaseAll();
    }
  }

  @Test
  void deadlineHoldsForTheHelloAndForWhatFollows() {
    openTlsTunnel();
    EmbeddedChannel slow = visitor();
    EmbeddedChannel silent = visitor();
    try (CapturedLog log = CapturedLog.at(Level.DEBUG)) {
      send(slow, OTHER, 0, OTHER.length - 1);
      passes(slow, 9_999);
      passes(silent, 9_999);
      send(silent, OTHER, 0, OTHER.length);
      assertThat(slow.isOpen()).isTrue();
      assertThat(silent.isOpen()).isTrue();

      passes(slow, 1);
      passes(silent, 1); // a handshake that was begun is no head

      assertThat(slow.isOpen()).isFalse();
      assertThat(silent.isOpen()).isFalse();
      assertThat(log.lines()).contains("DEBUG No request head within 10 s (peer embedded)");
    }
    slow.finishAndReleaseAll();
    silent.finishAndReleaseAll();
  }

  @Test
  void visitorOfATlsTunnelWaitsForItsClientWithoutDeadlineAndIsClosedWithoutOne() {
    EmbeddedChannel visitor = visitor();
    Promise<RelayEnd> way = visitor.eventLoop().newPromise();
    PublicUrl url = new PublicUrl(TunnelProtocol.TLS, "www.tunnel.example");
    TunnelFixtures.register(
        tunnels,
        new Tunnel(url, TunnelRules.OPEN, (tunnel, address, loop) -> way, Tunnel.Release.NOTHING));

    send(visitor, OTHER, 0, OTHER.length);
    passes(visitor, 29_999);
    assertThat(visitor.isOpen()).isTrue();
    assertThat(visitor.pipeline().names())
        .startsWith(HandlerNames.RELAY, HandlerNames.FAILURES)
        .hasSize(3); // these and the channel's own

    way.setFailure(new BusyException("no client"));
    visitor.runPendingTasks();

    assertThat(visitor.isOpen()).isFalse();
    assertThat(visitor.outboundMessages()).isEmpty();
    visitor.finishAndReleaseAll();
  }

  private static void passes(EmbeddedChannel visitor, long millis) {
    visitor.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    visitor.runScheduledPendingTasks();
  }

  /** The leak detection looks on. */
  @Test
  void halfAHelloIsFreedWithItsConnection() {
    openTlsTunnel();
    EmbeddedChannel visitor = visitor();
    ByteBuf half = Unpooled.copiedBuffer(OTHER, 0, OTHER.length / 2);
    visitor.writeInbound(half);

    visitor.close().syncUninterruptibly();

    assertThat(half.refCnt()).isZero();
    visitor.finishAndReleaseAll();
  }
}
