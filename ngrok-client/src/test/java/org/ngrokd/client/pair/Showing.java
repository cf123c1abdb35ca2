package org.ngrokd.client.pair;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.testing.TestCertificates;

/** TLS of visitors who have a certificate themselves. */
final class Showing {
  private Showing() {}

  /**
   * Shows a certificate where one is asked for.
   *
   * @param trusted the server's
   */
  static SSLContext certificate(TestCertificates trusted, TestCertificates own) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      char @Nullable [] noPassword = null;
      store.load(null, noPassword);
      store.setCertificateEntry("server", trusted.certificate());
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, noPassword);
      char[] password = "password".toCharArray();
      keys.setKeyEntry("own", own.privateKey(), password, new Certificate[] {own.certificate()});
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
