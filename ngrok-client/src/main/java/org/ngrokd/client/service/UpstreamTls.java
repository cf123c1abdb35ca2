package org.ngrokd.client.service;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;
import org.ngrokd.client.config.VerifyUpstream;
import org.ngrokd.client.trust.UpstreamTrust;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.TlsContexts;

/** TLS to one local service. Immutable and safe from any thread. */
final class UpstreamTls {
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);

  private final HostAndPort service;
  private final SslContext atPrivateAddresses;
  private final SslContext elsewhere;

  private UpstreamTls(HostAndPort service, SslContext atPrivateAddresses, SslContext elsewhere) {
    this.service = service;
    this.atPrivateAddresses = atPrivateAddresses;
    this.elsewhere = elsewhere;
  }

  /** What is spoken inside. */
  enum Inside {
    ANYTHING,
    HTTP1,
    /** Or HTTP/1.1: the service chooses. */
    HTTP2
  }

  /**
   * TLS to a service.
   *
   * @throws org.ngrokd.certs.CertificateFileException when a CA file cannot be read
   */
  static UpstreamTls to(HostAndPort service, VerifyUpstream verify, Inside inside) {
    if (verify instanceof VerifyUpstream.Never || isAlwaysPrivate(service, verify)) {
      SslContext context = context(UpstreamTrust.inAnybody(), inside);
      return new UpstreamTls(service, context, context);
    }
    SslContext checking = context(trust(service, verify), inside);
    boolean always = !(verify instanceof VerifyUpstream.WhereNotPrivate);
    return new UpstreamTls(
        service, always ? checking : context(UpstreamTrust.inAnybody(), inside), checking);
  }

  /** Then this host's roots need not be read. */
  private static boolean isAlwaysPrivate(HostAndPort service, VerifyUpstream verify) {
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(service.host());
    return verify instanceof VerifyUpstream.WhereNotPrivate
        && literal != null
        && isPrivate(new InetSocketAddress(literal, service.port()));
  }

  private static X509TrustManager trust(HostAndPort service, VerifyUpstream verify) {
    return verify instanceof VerifyUpstream.AgainstCas cas
        ? UpstreamTrust.ofCas(service, cas.file())
        : UpstreamTrust.ofHostRoots(service, System.getenv());
  }

  private static SslContext context(X509TrustManager trust, Inside inside) {
    try {
      return switch (inside) {
        case ANYTHING -> TlsContexts.client(trust);
        case HTTP1 -> TlsContexts.httpClient(trust);
        case HTTP2 -> TlsContexts.http2Client(trust);
      };
    } catch (SSLException e) {
      throw new UserException("TLS cannot be set up: " + e.getMessage());
    }
  }

  /** The handler for a connection to the service, which is connected. */
  SslHandler handler(Channel channel) {
    SslContext context = isPrivate(channel.remoteAddress()) ? atPrivateAddresses : elsewhere;
    SslHandler handler = context.newHandler(channel.alloc(), service.host(), service.port());
    handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
    return handler;
  }

  /** Loopback, link-local, and what RFC 1918 and RFC 4193 keep for private networks. */
  static boolean isPrivate(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet) || inet.isUnresolved()) {
      return false;
    }
    InetAddress ip = inet.getAddress();
    return ip.isLoopbackAddress()
        || ip.isLinkLocalAddress()
        || ip.isSiteLocalAddress()
        || (ip instanceof Inet6Address && (ip.getAddress()[0] & 0xfe) == 0xfc);
  }
}
