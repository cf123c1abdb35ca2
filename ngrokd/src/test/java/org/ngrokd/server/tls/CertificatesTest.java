package org.ngrokd.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.server.testing.TestHellos;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;

/** What certificates are that have to be got first, for each name another. */
class CertificatesTest {
  private static final byte[] HELLO = TestHellos.naming("www.tunnel.example");

  private final Fetched certificates = new Fetched();
  private final List<String> offered = new ArrayList<>();
  private final EmbeddedChannel peer =
      new EmbeddedChannel(
          new ServerNameHandler(
              certificates,
              new Everything(),
              (ctx, context) ->
                  ctx.pipeline().replace(ctx.handler(), "tls", context.newHandler(ctx.alloc())),
              ConnectionLog.next(ConnectionType.PUB)));

  /** Comes when it is told to. */
  private static final class Fetched implements Certificates {
    final Promise<SslContext> context = ImmediateEventExecutor.INSTANCE.newPromise();
    final List<String> asked = new ArrayList<>();
    Optional<SslContext> challenge = Optional.empty();

    @Override
    public boolean dependOnName() {
      return true;
    }

    @Override
    public Optional<SslContext> challenge(String serverName) {
      return challenge;
    }

    @Override
    public Future<SslContext> context(String serverName) {
      asked.add(serverName);
      return context;
    }
  }

  /** Is offered all names and takes none. */
  private final class Everything implements ServerNameHandler.Taker {
    @Override
    public boolean mayTake() {
      return false;
    }

    @Override
    public Optional<Runnable> take(ChannelHandlerContext ctx, String serverName) {
      offered.add(serverName);
      return Optional.empty();
    }
  }

  @AfterEach
  void close() {
    peer.finishAndReleaseAll();
  }

  private static SslContext ofOurs() throws SSLException {
    TestCertificates made = TestCertificates.localhost();
    return SslContextBuilder.forServer(made.privateKey(), made.certificate()).build();
  }

  @Test
  void nameIsReadThoughNobodyElseWantsIt() {
    peer.writeInbound(Unpooled.copiedBuffer(HELLO, 0, 20));
    assertThat(certificates.asked).isEmpty();

    peer.writeInbound(Unpooled.copiedBuffer(HELLO, 20, HELLO.length - 20));

    assertThat(certificates.asked).containsExactly("www.tunnel.example");
  }

  @Test
  void handshakeGoesOnWhenTheCertificateHasCome() throws Exception {
    peer.writeInbound(Unpooled.copiedBuffer(HELLO));
    assertThat(peer.config().isAutoRead()).as("reads on").isFalse();
    assertThat(peer.<ByteBuf>readOutbound()).isNull();

    certificates.context.setSuccess(ofOurs());
    peer.runPendingTasks();

    ByteBuf serverHello = peer.readOutbound();
    assertThat(serverHello.getByte(5)).isEqualTo((byte) 2);
    serverHello.release();
    assertThat(peer.config().isAutoRead()).isTrue();
  }

  @Test
  void withoutACertificateThePeerHearsAnAlert() {
    peer.writeInbound(Unpooled.copiedBuffer(HELLO));

    certificates.context.setFailure(new IOException("the CA is away"));
    peer.runPendingTasks();

    ByteBuf alert = peer.readOutbound();
    assertThat(alert).isEqualTo(Unpooled.wrappedBuffer(new byte[] {21, 3, 3, 0, 2, 2, 80}));
    alert.release();
    assertThat(peer.isOpen()).isFalse();
  }

  @Test
  void peerThatLeavesMeanwhileIsNotAnswered() throws Exception {
    peer.writeInbound(Unpooled.copiedBuffer(HELLO));
    peer.close().syncUninterruptibly();

    certificates.context.setSuccess(ofOurs());
    peer.runPendingTasks();

    assertThat(peer.<ByteBuf>readOutbound()).isNull();
  }

  /** A CA that looks whether a name is ours must not be sent to the tunnel that has it. */
  @Test
  void expectedCaIsOfferedToNobodyAndShownItsCertificate() throws Exception {
    certificates.challenge = Optional.of(ofOurs());

    peer.writeInbound(Unpooled.copiedBuffer(TestHellos.ofACa("www.tunnel.example")));

    assertThat(offered).isEmpty();
    assertThat(certificates.asked).isEmpty();
    assertThat(peer.pipeline().names()).contains("tls");
  }

  @Test
  void visitorsOfThatNameAreNotShownWhatIsForTheCa() throws Exception {
    certificates.challenge = Optional.of(ofOurs());

    peer.writeInbound(Unpooled.copiedBuffer(HELLO));

    assertThat(certificates.asked).containsExactly("www.tunnel.example");
  }

  @Test
  void otherNamesAreOfferedFirst() {
    peer.writeInbound(Unpooled.copiedBuffer(HELLO));

    assertThat(offered).containsExactly("www.tunnel.example");
  }
}
