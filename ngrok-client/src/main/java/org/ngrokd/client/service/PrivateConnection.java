package org.ngrokd.client.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ApplicationProtocolNames;
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
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.client.http2.Http2End;
import org.ngrokd.client.websocket.WebSocketEnd;
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
final class PrivateConnection implements ServiceWay {
  /** How long a service with TLS may be silent before it is told that no more will come. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String WATCH = "tls-service-watch";

  private final Dialer dialer;
  private final LocalAddress address;
  private final boolean isHttp;
  private final ProxyProtocol proxyProtocol;
  private final UpstreamOptions options;
  private final Optional<UpstreamTls> tls;

  /**
   * @param isHttp whether HTTP is what is spoken to the service
   * @throws org.ngrokd.certs.CertificateFileException when a CA file cannot be read
   */
  PrivateConnection(Dialer dialer, LocalAddress address, Upstream upstream, boolean isHttp) {
    this.dialer = dialer;
    this.address = address;
    this.isHttp = isHttp;
    this.proxyProtocol = upstream.proxyProtocol();
    this.options = isHttp ? upstream.options() : UpstreamOptions.NONE;
    this.tls =
        address instanceof LocalAddress.Tls secured
            ? Optional.of(UpstreamTls.to(secured.address(), upstream.verify(), inside(isHttp)))
            : Optional.empty();
  }

  /**
   * Whether a connection may serve one visitor after the other: where the service cannot tell one
   * from the other by it. What listens at a Unix socket often does.
   */
  boolean mayBeKept() {
    return isHttp
        && options.keepsConnections()
        && !options.isHttp2()
        && !options.takesWebSockets()
        && proxyProtocol == ProxyProtocol.NONE
        && (address instanceof LocalAddress.Tcp || address instanceof LocalAddress.Tls);
  }

  private UpstreamTls.Inside inside(boolean isHttp) {
    if (!isHttp || options.takesWebSockets()) {
      return UpstreamTls.Inside.ANYTHING;
    }
    return options.isHttp2() ? UpstreamTls.Inside.HTTP2 : UpstreamTls.Inside.HTTP1;
  }

  @Override
  public Future<RelayEnd> open(
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
    if (tls.isPresent()) {
      secure(channel, tls.get().handler(channel), log, opened);
    } else if (options.isHttp2()) {
      opened.setSuccess(Http2End.on(channel, false, log));
    } else {
      opened.setSuccess(spoken(ChannelEnd.take(channel, StreamKind.TCP), channel));
    }
  }

  private void secure(
      Channel channel, SslHandler handler, ConnectionLog log, Promise<RelayEnd> opened) {
    channel.pipeline().addFirst(HandlerNames.TLS, handler);
    handler
        .handshakeFuture()
        .addListener(
            (Future<Channel> secured) -> { // before anything is read that came early
              if (secured.isSuccess()) {
                channel
                    .pipeline()
                    .replace(HandlerNames.FAILURES, HandlerNames.FAILURES, new FailureHandler(log));
                opened.setSuccess(secured(channel, handler.applicationProtocol(), log));
              } else {
                channel.close().addListener(closed -> {});
                opened.setFailure(secured.cause());
              }
            });
    channel.config().setAutoRead(true);
  }

  private RelayEnd secured(Channel channel, @Nullable String protocol, ConnectionLog log) {
    return ApplicationProtocolNames.HTTP_2.equals(protocol)
        ? Http2End.on(channel, true, log)
        : spoken(
            PatientEnd.forAll(
                ChannelEnd.take(channel, StreamKind.TLS), channel.eventLoop(), PATIENCE),
            channel);
  }

  private RelayEnd spoken(RelayEnd end, Channel channel) {
    return options.takesWebSockets() ? new WebSocketEnd(end, channel.eventLoop()) : end;
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
