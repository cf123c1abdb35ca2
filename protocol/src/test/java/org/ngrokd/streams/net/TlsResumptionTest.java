package org.ngrokd.streams.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.testing.TestCertificates;

class TlsResumptionTest {
  private int certificatesChecked;

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void furtherConnectionsNeedNoCertificate(String version) throws Exception {
    SslContext server = server();
    SslContext client = TlsContexts.client(new Counting());

    for (int i = 0; i < 5; i++) {
      converse(client, server, "a.example", version);
    }

    assertThat(certificatesChecked).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void sessionIsForOneServerOnly(String version) throws Exception {
    SslContext client = TlsContexts.client(new Counting());
    converse(client, server(), "a.example", version);

    converse(client, server(), "b.example", version);
    assertThat(certificatesChecked).as("another name").isEqualTo(2);

    converse(client, server(), "a.example", version);
    assertThat(certificatesChecked).as("the name, but another server").isEqualTo(3);
  }

  private static SslContext server() throws Exception {
    TestCertificates certificates = TestCertificates.localhost();
    return TlsContexts.server(
        List.of(certificates.certificate()), certificates.privateKey(), TlsVersion.TLS_1_2);
  }

  /** A connection on which the server says a word, which comes behind its tickets. */
  private static void converse(SslContext client, SslContext server, String name, String version)
      throws Exception {
    SslHandler asking = client.newHandler(UnpooledByteBufAllocator.DEFAULT, name, 443);
    asking.engine().setEnabledProtocols(new String[] {version});
    EmbeddedChannel near = new EmbeddedChannel(asking);
    EmbeddedChannel far = new EmbeddedChannel(server.newHandler(UnpooledByteBufAllocator.DEFAULT));
    settle(near, far);
    far.writeOneOutbound(Unpooled.copiedBuffer("word", US_ASCII)).addListener(sent -> {});
    far.flushOutbound();
    settle(near, far);

    ByteBuf word = near.readInbound();
    assertThat(word.toString(US_ASCII)).isEqualTo("word");
    word.release();
    near.finishAndReleaseAll();
    far.finishAndReleaseAll();
  }

  private static void settle(EmbeddedChannel one, EmbeddedChannel other) {
    while (cross(one, other) || cross(other, one)) {
      // again
    }
  }

  private static boolean cross(EmbeddedChannel from, EmbeddedChannel to) {
    from.runPendingTasks();
    boolean moved = false;
    for (ByteBuf next = from.readOutbound(); next != null; next = from.readOutbound()) {
      to.writeInbound(next);
      moved = true;
    }
    return moved;
  }

  private final class Counting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      throw new AssertionError("nobody is a client here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      certificatesChecked++;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
