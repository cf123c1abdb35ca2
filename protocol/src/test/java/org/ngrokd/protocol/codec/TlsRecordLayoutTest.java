package org.ngrokd.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.TlsRecordSocket;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.TlsContexts;
import org.ngrokd.streams.net.TlsRecords;
import org.ngrokd.streams.net.TlsVersion;
import org.ngrokd.streams.net.Transport;

/** The record rule of §1, seen by a peer that reads single TLS records. */
class TlsRecordLayoutTest {
  private static final int MESSAGES = 50;

  private final EventLoopGroup loops = Transport.best().eventLoops("records", 1);

  @AfterEach
  void stop() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serverSendsHeaderAndPayloadInARecordEach(String protocol) throws Exception {
    TestCertificates certificates = TestCertificates.localhost();
    SslContext tls =
        TlsContexts.server(
            List.of(certificates.certificate()), certificates.privateKey(), TlsVersion.TLS_1_2);
    Channel listener =
        new ServerBootstrap()
            .group(loops)
            .channel(Transport.best().serverSocket())
            .childHandler(talkative(tls, RecordLayout.HEADER_APART))
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();

    try (ScriptedPeer client =
        new ScriptedPeer(
            TlsRecordSocket.connect(
                (InetSocketAddress) listener.localAddress(),
                TestCertificates.trustAllContext(),
                TlsOptions.only(protocol)))) {
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(client.expectSplitMessage()).isEqualTo(json(i));
      }
      assertThat(client.socket().protocol()).isEqualTo(protocol);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void clientSendsEachMessageInOneRecord(String protocol) throws Exception {
    SslContext tls =
        TlsContexts.client(
            (X509TrustManager) InsecureTrustManagerFactory.INSTANCE.getTrustManagers()[0]);
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      new Bootstrap()
          .group(loops)
          .channel(Transport.best().socket())
          .handler(talkative(tls, RecordLayout.ONE_RECORD))
          .connect(listener.getLocalSocketAddress())
          .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);

      try (ScriptedPeer server =
          new ScriptedPeer(
              TlsRecordSocket.accept(
                  listener,
                  TestCertificates.localhost().serverContext(),
                  TlsOptions.only(protocol)))) {
        for (int i = 0; i < MESSAGES; i++) {
          assertThat(server.expectJoinedMessage()).isEqualTo(json(i));
        }
        assertThat(server.socket().protocol()).isEqualTo(protocol);
      }
    }
  }

  private static String json(int i) {
    return """
    {"Type":"NewTunnel","Payload":{"ReqId":"%d","Url":"http://www.example","Protocol":"http",\
    "Error":""}}"""
        .formatted(i);
  }

  /** Writes all messages in one go once TLS is up, and flushes once. */
  private static ChannelInitializer<SocketChannel> talkative(SslContext tls, RecordLayout layout) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        SslHandler handler = tls.newHandler(channel.alloc());
        TlsRecords.onePerWrite(handler);
        channel
            .pipeline()
            .addLast(HandlerNames.TLS, handler)
            .addLast(HandlerNames.MESSAGE_ENCODER, new MessageEncoder(layout))
            .addLast(new Talking());
      }
    };
  }

  private static final class Talking extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
        for (int i = 0; i < MESSAGES; i++) {
          ctx.write(new NewTunnel(String.valueOf(i), "http://www.example", "http", ""))
              .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        }
        ctx.flush();
      }
    }
  }
}
