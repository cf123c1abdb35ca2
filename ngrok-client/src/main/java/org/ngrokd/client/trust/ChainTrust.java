package org.ngrokd.client.trust;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Checks that a chain leads to one of some roots, with the JDK's path validation. */
final class ChainTrust {
  private final List<X509TrustManager> managers;

  private ChainTrust(List<X509TrustManager> managers) {
    this.managers = managers;
  }

  /** These roots and no others. */
  static ChainTrust of(List<X509Certificate> roots) {
    return new ChainTrust(List.of(manager(keyStore(roots))));
  }

  /** The JDK's roots, and these. */
  static ChainTrust ofJdkAnd(List<X509Certificate> roots) {
    X509TrustManager jdk = manager(null);
    return new ChainTrust(roots.isEmpty() ? List.of(jdk) : List.of(jdk, manager(keyStore(roots))));
  }

  /** The roots, where a peer wants to know who is trusted. */
  X509Certificate[] roots() {
    return managers.stream()
        .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
        .toArray(X509Certificate[]::new);
  }

  /** As {@link #check}, of a peer who comes to us. */
  void checkClient(X509Certificate[] chain, String authType) throws CertificateException {
    managers.get(0).checkClientTrusted(chain, authType);
  }

  /**
   * Fails with the reason when the chain leads to none of the roots.
   *
   * @param authType the key exchange, as the JDK's trust managers want it
   */
  void check(X509Certificate[] chain, String authType) throws CertificateException {
    Optional<CertificateException> failure = Optional.empty();
    for (X509TrustManager manager : managers) {
      try {
        manager.checkServerTrusted(chain, authType);
        return;
      } catch (CertificateException e) {
        failure = Optional.of(e);
      }
    }
    throw failure.orElseThrow();
  }

  private static KeyStore keyStore(List<X509Certificate> roots) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      char @Nullable [] noPassword = null;
      store.load(null, noPassword);
      for (int i = 0; i < roots.size(); i++) {
        store.setCertificateEntry("root-" + i, roots.get(i));
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("an empty key store can always be made", e);
    }
  }

  private static X509TrustManager manager(@Nullable KeyStore roots) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(roots);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PKIX", e);
    }
  }
}
