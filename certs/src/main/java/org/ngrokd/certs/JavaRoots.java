package org.ngrokd.certs;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The root certificates that this Java trusts. */
final class JavaRoots {
  private JavaRoots() {}

  /** Read anew at each call, which happens at start-up only; none if Java's file is unreadable. */
  static Stream<X509Certificate> all() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return Stream.of(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .flatMap(manager -> Stream.of(manager.getAcceptedIssuers()));
    } catch (GeneralSecurityException e) {
      return Stream.empty();
    }
  }
}
