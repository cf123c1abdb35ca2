package org.ngrokd.client.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ngrokd.client.config.HttpProxy;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.client.trust.UntrustedServerException;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Opens connections to the server: TCP, through the proxy if there is one, then TLS. Safe from any
 * thread.
 */
final class ServerConnector {
  private static final String TUNNEL_PORT =
      "server_addr has to be the address where ngrokd listens for clients (port 4443 unless its"
          + " -tunnelAddr says otherwise), not its port for visitors";

  private final HostAndPort server;
  private final HostAndPort address;
  private final Optional<HttpProxy> proxy;
  private final SslContext tls;
  private final Dialer dialer;

  ServerConnector(HostAndPort server, Optional<HttpProxy> proxy, SslContext tls, Dialer dialer) {
    this(server, server, proxy, tls, dialer);
  }

  private ServerConnector(
      HostAndPort server,
      HostAndPort address,
      Optional<HttpProxy> proxy,
      SslContext tls,
      Dialer dialer) {
    this.server = server;
    this.address = address;
    this.proxy = proxy;
    this.tls = tls;
    this.dialer = dialer;
  }

  /** What the user has written, whose name is in its certificate. */
  HostAndPort server() {
    return server;
  }

  /** Where it is. */
  HostAndPort address() {
    return address;
  }

  /**
   * To a server that another one has told of: it has to have a certificate for the same name, and
   * is asked for by it.
   */
  ServerConnector at(HostAndPort other) {
    return new ServerConnector(server, other, proxy, tls, dialer);
  }

  /**
   * Connects.
   *
   * @param loop the event loop that the connection gets
   * @param log of the connection
   * @param role what the connection is for: adds the handler that gets the messages
   * @return the channel once TLS is up; fails with the reason
   */
  Future<Channel> connect(EventLoop loop, ConnectionLog log, Consumer<Channel> role) {
    Promise<Channel> connected = loop.newPromise();
    dial(loop, log, role)
        .addListener(
            (Future<Channel> dialed) -> {
              if (dialed.isSuccess()) {
                secure(dialed.getNow(), connected);
              } else {
                connected.setFailure(dialed.cause());
              }
            });
    return connected;
  }

  private Future<Channel> dial(EventLoop loop, ConnectionLog log, Consumer<Channel> role) {
    if (proxy.isEmpty()) {
      return dialer.dialServer(
          address, loop, new ServerPipeline(server, Optional.empty(), tls, log, role));
    }
    HttpProxy through = proxy.get();
    return dialer.dialThrough(
        through.address(),
        address,
        loop,
        ofProxy ->
            new ServerPipeline(server, Optional.of(request(ofProxy, through)), tls, log, role));
  }

  /** Of SOCKS nothing is loaded where it is not asked for. */
  private static ProxyHandler request(InetSocketAddress address, HttpProxy proxy) {
    return proxy.kind() == HttpProxy.Kind.SOCKS5
        ? SocksRequest.to(address, proxy)
        : ConnectRequest.to(address, proxy);
  }

  private static void secure(Channel channel, Promise<Channel> connected) {
    ProxyHandler proxy = (ProxyHandler) channel.pipeline().get(HandlerNames.HTTP_PROXY);
    if (proxy != null) { // what it fails with says more than the TLS handshake that cannot begin
      proxy
          .connectFuture()
          .addListener(
              (Future<Channel> passed) -> {
                if (!passed.isSuccess()) {
                  connected.tryFailure(passed.cause());
                }
              });
    }
    SslHandler handler = (SslHandler) channel.pipeline().get(HandlerNames.TLS);
    handler
        .handshakeFuture()
        .addListener(
            (Future<Channel> secured) -> {
              if (secured.isSuccess()) {
                var unused = channel.pipeline().remove(Greeting.class);
                connected.trySuccess(channel);
              } else {
                connected.tryFailure(failure(secured.cause(), channel));
                channel.close().addListener(closed -> {});
              }
            });
    channel.config().setAutoRead(true);
  }

  private static Throwable failure(Throwable cause, Channel channel) {
    ProxyHandler proxy = (ProxyHandler) channel.pipeline().get(HandlerNames.HTTP_PROXY);
    if (proxy != null && !proxy.isConnected() && isNoTls(cause)) {
      return new ProxyConnectException("its answer makes no sense", cause);
    }
    Greeting greeting = channel.pipeline().get(Greeting.class);
    return isNoTls(cause) && greeting != null
        ? new ForeignServerException(greeting.protocol())
        : cause;
  }

  private static boolean isNoTls(Throwable cause) {
    return Failures.unwrapped(cause) instanceof NotSslRecordException;
  }

  /** Why it failed, in words for the user. */
  String reason(Throwable failure) {
    return UntrustedServerException.messageIn(failure).orElseGet(() -> plainReason(failure));
  }

  private String plainReason(Throwable failure) {
    Optional<Throwable> refusal = proxyFailureIn(failure);
    Throwable cause = refusal.orElseGet(() -> Failures.unwrapped(failure));
    String via = proxy.map(each -> " through the proxy " + each.address()).orElse("");
    if (refusal.isPresent() && isSocks()) {
      return "The proxy %s refuses: %s"
          .formatted(
              proxy.map(HttpProxy::address).orElseThrow(),
              SocksRequest.meaning(
                  String.valueOf(cause.getMessage()),
                  address,
                  proxy.filter(each -> !each.user().isEmpty()).isPresent()));
    }
    if (cause instanceof UnknownHostException) {
      return "Cannot reach " + address + via + ": " + Failures.oneLine(cause);
    }
    if (cause instanceof ConnectException && refusal.isEmpty()) {
      return "Cannot reach " + address + via + ": nothing answers there (is ngrokd running?)";
    }
    if (cause instanceof ForeignServerException) {
      return "%s%s speaks %s and not TLS: %s"
          .formatted(address, via, cause.getMessage(), TUNNEL_PORT);
    }
    if (cause instanceof ClosedChannelException) {
      return "%s%s hung up when TLS began: %s".formatted(address, via, TUNNEL_PORT);
    }
    if (cause instanceof SslHandshakeTimeoutException) {
      return "%s%s takes connections but does not answer: %s".formatted(address, via, TUNNEL_PORT);
    }
    return "Cannot connect to " + address + via + ": " + Failures.oneLine(cause);
  }

  private boolean isSocks() {
    return proxy.filter(each -> each.kind() == HttpProxy.Kind.SOCKS5).isPresent();
  }

  /** That there is no answer so far. */
  String silence() {
    return address + " has not answered yet: " + TUNNEL_PORT;
  }

  /** That it hung up without an answer to {@code Auth}. */
  String wordlessEnd() {
    return address + " hung up without an answer: " + TUNNEL_PORT;
  }

  /** The proxy's refusal, which may reach us as the TLS handshake that it made impossible. */
  private static Optional<Throwable> proxyFailureIn(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(ProxyConnectException.class::isInstance)
        .findFirst();
  }
}
