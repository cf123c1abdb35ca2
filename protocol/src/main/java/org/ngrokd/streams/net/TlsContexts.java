package org.ngrokd.streams.net;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.util.ReferenceCountUtil;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS for both programs: BoringSSL where its library loads, else the JDK's. Between the programs
 * there are no client certificates, and no ALPN (Protocol: §1).
 */
public final class TlsContexts {
  /** Suites with forward secrecy and nothing that pads: no CBC, no RSA key exchange. */
  private static final List<String> SAFE_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private TlsContexts() {}

  /** The TLS library in use. */
  public static SslProvider provider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  /** Loads what a first connection needs, which takes a tenth of a second. Any thread. */
  public static void loadClasses() {
    try {
      SslContext context = client(new Nobody());
      ReferenceCountUtil.release(context.newHandler(UnpooledByteBufAllocator.DEFAULT).engine());
      ReferenceCountUtil.release(context);
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The server's side.
   *
   * @param chain the server's certificate first
   * @param oldest the oldest version spoken; whoever speaks TLS below 1.2 has old suites, too, and
   *     gets them
   */
  public static SslContext server(List<X509Certificate> chain, PrivateKey key, TlsVersion oldest)
      throws SSLException {
    return serverBuilder(chain, key, oldest).build();
  }

  /**
   * The same, but engines may be given what the CA says of the certificate (OCSP).
   *
   * @throws IllegalStateException where that is not possible
   */
  public static SslContext stapling(List<X509Certificate> chain, PrivateKey key, TlsVersion oldest)
      throws SSLException {
    return serverBuilder(chain, key, oldest).enableOcsp(true).build();
  }

  /** Whether the TLS library in use shows what a CA says of a certificate. */
  public static boolean canStaple() {
    return provider() == SslProvider.OPENSSL && OpenSsl.isOcspSupported();
  }

  private static SslContextBuilder serverBuilder(
      List<X509Certificate> chain, PrivateKey key, TlsVersion oldest) {
    SslContextBuilder builder =
        SslContextBuilder.forServer(key, chain).sslProvider(provider()).protocols(oldest.orNewer());
    return oldest.compareTo(TlsVersion.TLS_1_2) >= 0
        ? builder.ciphers(SAFE_SUITES, SupportedCipherSuiteFilter.INSTANCE)
        : builder;
  }

  /**
   * The server's side for one protocol, which it selects (ALPN).
   *
   * @param chain the server's certificate first
   */
  public static SslContext server(
      List<X509Certificate> chain, PrivateKey key, TlsVersion oldest, String protocol)
      throws SSLException {
    return SslContextBuilder.forServer(key, chain)
        .sslProvider(provider())
        .protocols(oldest.orNewer())
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                protocol))
        .build();
  }

  /**
   * The server's side for visitors.
   *
   * @param chain our certificate first
   * @param visitors judges their certificates, without which they are not let in; null: none is
   *     asked for
   * @param isHttp whether HTTP/1.1 is what is spoken inside
   */
  public static SslContext forVisitors(
      List<X509Certificate> chain,
      PrivateKey key,
      @Nullable X509TrustManager visitors,
      boolean isHttp)
      throws SSLException {
    SslContextBuilder builder = serverBuilder(chain, key, TlsVersion.TLS_1_2);
    if (visitors != null) {
      builder.trustManager(visitors).clientAuth(ClientAuth.REQUIRE);
    }
    if (isHttp) {
      builder.applicationProtocolConfig(onlyHttp1());
    }
    return builder.build();
  }

  private static ApplicationProtocolConfig onlyHttp1() {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        ApplicationProtocolNames.HTTP_1_1);
  }

  /**
   * The client's side. Who is trusted, and under which name, is decided by the trust manager alone.
   */
  public static SslContext client(X509TrustManager trust) throws SSLException {
    return clientBuilder(trust).build();
  }

  /** The client's side of a connection for HTTP/1.1, and for nothing else. */
  public static SslContext httpClient(X509TrustManager trust) throws SSLException {
    return client(trust, ApplicationProtocolNames.HTTP_1_1);
  }

  /** The client's side of a connection for HTTP/2, or HTTP/1.1 where the server chooses that. */
  public static SslContext http2Client(X509TrustManager trust) throws SSLException {
    return client(trust, ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
  }

  private static SslContext client(X509TrustManager trust, String... protocols)
      throws SSLException {
    return clientBuilder(trust)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                protocols))
        .build();
  }

  private static SslContextBuilder clientBuilder(X509TrustManager trust) {
    return SslContextBuilder.forClient()
        .sslProvider(provider())
        .protocols(TlsVersion.TLS_1_2.orNewer())
        .endpointIdentificationAlgorithm(null)
        .trustManager(trust);
  }

  /** Between servers that know each other by certificates: the side that is called. */
  public static SslContext nodeServer(
      List<X509Certificate> chain, PrivateKey key, X509TrustManager trust) throws SSLException {
    return SslContextBuilder.forServer(key, chain)
        .sslProvider(provider())
        .protocols(TlsVersion.TLS_1_3.orNewer())
        .clientAuth(ClientAuth.REQUIRE)
        .trustManager(trust)
        .build();
  }

  /** The side that calls. */
  public static SslContext nodeClient(
      List<X509Certificate> chain, PrivateKey key, X509TrustManager trust) throws SSLException {
    return clientBuilder(trust)
        .protocols(TlsVersion.TLS_1_3.orNewer())
        .keyManager(key, chain)
        .build();
  }

  /**
   * A trust manager's refusal in the words of the TLS library in use, so that the peer gets the
   * alert bad_certificate and can tell why (BoringSSL would say internal_error).
   */
  public static CertificateException refusal(CertificateException reason) {
    return provider() == SslProvider.JDK
        ? reason
        : new OpenSslCertificateException(
            String.valueOf(reason.getMessage()),
            reason,
            CertificateVerifier.X509_V_ERR_CERT_UNTRUSTED);
  }

  /** Is trusted: nobody. */
  private static final class Nobody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
