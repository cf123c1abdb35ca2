package org.ngrokd.streams.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.TlsContexts;
import org.ngrokd.streams.net.TlsVersion;
import org.ngrokd.streams.net.Transport;

/** Two chunked ends joined by TLS over loopback, as the two programs are. */
final class TlsPair implements AutoCloseable {
  private final EventLoopGroup loops = Transport.best().eventLoops("pair", 2);
  private final CompletableFuture<ChannelEnd> server = new CompletableFuture<>();
  private final CompletableFuture<ChannelEnd> client = new CompletableFuture<>();
  private final Channel clientChannel;

  TlsPair(String protocol) throws Exception {
    TestCertificates certificates = TestCertificates.localhost();
    SslContext serverTls =
        TlsContexts.server(
            List.of(certificates.certificate()), certificates.privateKey(), TlsVersion.TLS_1_2);
    SslContext clientTls =
        TlsContexts.client(
            (X509TrustManager) InsecureTrustManagerFactory.INSTANCE.getTrustManagers()[0]);
    Channel listener =
        new ServerBootstrap()
            .group(loops)
            .channel(Transport.best().serverSocket())
            .childHandler(side(serverTls, protocol, server))
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    clientChannel =
        new Bootstrap()
            .group(loops)
            .channel(Transport.best().socket())
            .handler(side(clientTls, protocol, client))
            .connect(listener.localAddress())
            .sync()
            .channel();
  }

  ChannelEnd server() throws Exception {
    return server.get(60, TimeUnit.SECONDS);
  }

  ChannelEnd client() throws Exception {
    return client.get(60, TimeUnit.SECONDS);
  }

  /** Ends the client's connection in order, but not its stream. */
  void cut() {
    clientChannel.close().syncUninterruptibly();
  }

  /** Resets the client's connection past TLS. */
  void resetByClient() {
    clientChannel.config().setOption(ChannelOption.SO_LINGER, 0);
    clientChannel
        .eventLoop()
        .submit(() -> clientChannel.unsafe().close(clientChannel.voidPromise()))
        .syncUninterruptibly();
  }

  private static ChannelInitializer<SocketChannel> side(
      SslContext tls, String protocol, CompletableFuture<ChannelEnd> end) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        SslHandler handler = tls.newHandler(channel.alloc());
        handler.engine().setEnabledProtocols(new String[] {protocol});
        channel.pipeline().addLast(HandlerNames.TLS, handler).addLast(new TakesOver(end));
      }
    };
  }

  private static final class TakesOver extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<ChannelEnd> end;

    TakesOver(CompletableFuture<ChannelEnd> end) {
      this.end = end;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent) {
        end.complete(ChannelEnd.take(ctx.channel(), StreamKind.CHUNKED_TLS));
        ctx.pipeline().remove(this);
      }
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
