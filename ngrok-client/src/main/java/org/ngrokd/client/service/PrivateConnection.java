package org.ngrokd.client.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.relay.ChannelEnd;
import org.ngrokd.streams.relay.PatientEnd;
import org.ngrokd.streams.relay.RelayEnd;
import org.ngrokd.streams.relay.StreamKind;

/**
 * The way to one local service: the connection, the PROXY protocol's header, then TLS.
 *
 * <pre>
 *   (tls) | (tls-service-watch) | relay | failures
 * </pre>
 *
 * <p>Immutable and safe from any thread.
 */
final class PrivateConnection {
  /** How long a service with TLS may be silent before it is told that no more will come. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String WATCH = "tls-service-watch";

  private final Dialer dialer;
  private final LocalAddress address;
  private final ProxyProtocol proxyProtocol;
  private final Optional<UpstreamTls> tls;

  /**
   * @param isHttp whether HTTP is what is spoken to the service
   * @throws org.ngrokd.certs.CertificateFileException when a CA file cannot be read
   */
  PrivateConnection(Dialer dialer, LocalAddress address, Upstream upstream, boolean isHttp) {
    this.dialer = dialer;
    this.address = address;
    this.proxyProtocol = upstream.proxyProtocol();
    this.tls =
        address instanceof LocalAddress.Tls secured
            ? Optional.of(UpstreamTls.to(secured.address(), upstream.verify(), isHttp))
            : Optional.empty();
  }

  /**
   * Connects.
   *
   * @param clientAddr of the visitor, as the server told it
   * @param wantsTls is run when the service shows that plain is not what it wants; null where
   *     nobody wants to know
   * @return an end that is not started; fails with the reason
   */
  Future<RelayEnd> open(
      EventLoop loop, String clientAddr, ConnectionLog log, @Nullable Runnable wantsTls) {
    Promise<RelayEnd> opened = loop.newPromise();
    dial(loop, pipeline(log, wantsTls))
        .addListener(
            (Future<Channel> dialed) -> {
              if (dialed.isSuccess()) {
                begin(dialed.getNow(), clientAddr, log, opened);
              } else {
                opened.setFailure(dialed.cause());
              }
            });
    return opened;
  }

  private Future<Channel> dial(EventLoop loop, ChannelInitializer<Channel> pipeline) {
    if (address instanceof LocalAddress.Unix unix) {
      return dialer.dialUnix(unix.path(), loop, pipeline);
    }
    if (address instanceof LocalAddress.Tls secured) {
      return dial(secured.address(), secured.isAnyLoopback(), loop, pipeline);
    }
    LocalAddress.Tcp plain = (LocalAddress.Tcp) address;
    return dial(plain.address(), plain.isAnyLoopback(), loop, pipeline);
  }

  private Future<Channel> dial(
      HostAndPort to, boolean isAnyLoopback, EventLoop loop, ChannelInitializer<Channel> pipeline) {
    return isAnyLoopback
        ? dialer.dialLoopback(to.port(), loop, pipeline)
        : dialer.dialLocal(to, loop, pipeline);
  }

  private ChannelInitializer<Channel> pipeline(ConnectionLog log, @Nullable Runnable wantsTls) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        if (wantsTls != null && tls.isEmpty()) {
          channel.pipeline().addLast(WATCH, new TlsServiceWatch(wantsTls));
        }
        channel
            .pipeline()
            .addLast(
                HandlerNames.FAILURES, tls.isEmpty() ? new FailureHandler(log) : new Unsecured());
      }
    };
  }

  private void begin(
      Channel channel, String clientAddr, ConnectionLog log, Promise<RelayEnd> opened) {
    ProxyHeader.write(channel, proxyProtocol, clientAddr);
    if (tls.isEmpty()) {
      opened.setSuccess(ChannelEnd.take(channel, StreamKind.TCP));
      return;
    }
    SslHandler handler = tls.get().handler(channel);
    channel.pipeline().addFirst(HandlerNames.TLS, handler);
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.TLS); // keeps what comes early
    handler
        .handshakeFuture()
        .addListener(
            (Future<Channel> secured) -> {
              if (secured.isSuccess()) {
                channel
                    .pipeline()
                    .replace(HandlerNames.FAILURES, HandlerNames.FAILURES, new FailureHandler(log));
                opened.setSuccess(PatientEnd.forAll(end, channel.eventLoop(), PATIENCE));
              } else {
                end.reset();
                opened.setFailure(secured.cause());
              }
            });
    channel.config().setAutoRead(true);
  }

  /** Last in the pipeline until TLS is up: a failure is told by who waits for the connection. */
  private static final class Unsecured extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
      ctx.close().addListener(closed -> {});
    }
  }
}
