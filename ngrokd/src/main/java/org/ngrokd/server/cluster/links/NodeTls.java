package org.ngrokd.server.cluster.links;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.streams.net.TlsContexts;

/**
 * TLS between nodes: each shows a certificate of the cluster's CA for the address where it is
 * reached, and nobody else is let in. Immutable.
 */
public final class NodeTls {
  /** Behind the host of a node in its certificate, which is of no use anywhere else. */
  private static final String SUFFIX = ".node.ngrokd.invalid";

  private final X509TrustManager ca;
  private final Identity own;

  private NodeTls(X509TrustManager ca, Identity own) {
    this.ca = ca;
    this.own = own;
  }

  /**
   * With a new certificate for this node.
   *
   * @param address where others reach it
   */
  public static NodeTls of(CertificateAuthority authority, String address, Clock clock) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("cluster", authority.certificate());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new NodeTls(
          trust(factory.getTrustManagers()),
          authority.issueServer(name(address), KeyKind.ECDSA_P256, clock.instant()));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no trust in the cluster's CA", e);
    }
  }

  private static X509TrustManager trust(TrustManager[] all) {
    for (TrustManager each : all) {
      if (each instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new IllegalStateException("this JVM trusts nobody");
  }

  /** A name that DNS never has. */
  static String name(String address) {
    return "n" + Integer.toHexString(address.hashCode()) + "-" + letters(address) + SUFFIX;
  }

  private static String letters(String address) {
    String plain = address.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return plain.substring(0, Math.min(40, plain.length())).replaceAll("^-+|-+$", "") + "x";
  }

  SslContext accepting() throws SSLException {
    return TlsContexts.nodeServer(own.chain(), own.key(), new Peer(ca, Optional.empty()));
  }

  SslContext calling(String address) throws SSLException {
    return TlsContexts.nodeClient(own.chain(), own.key(), new Peer(ca, Optional.of(name(address))));
  }

  /** Lets nodes in: both sides have the certificate of a server, for both are one. */
  private record Peer(X509TrustManager ca, Optional<String> expected) implements X509TrustManager {
    private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      check(chain);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      try {
        ca.checkServerTrusted(chain, ANY_KEY_EXCHANGE);
      } catch (CertificateException e) {
        throw TlsContexts.refusal(e);
      }
      if (expected.isPresent() && !CertificateNames.matches(chain[0], expected.get())) {
        throw TlsContexts.refusal(
            new CertificateException("its certificate is another node's, of the same cluster"));
      }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return ca.getAcceptedIssuers();
    }
  }
}
