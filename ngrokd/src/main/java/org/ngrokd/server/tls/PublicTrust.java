package org.ngrokd.server.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whether a chain leads to a root that computers trust out of the box, as this JDK knows them. */
public final class PublicTrust {
  private PublicTrust() {}

  /** Whether it does. */
  public static boolean trusts(List<X509Certificate> chain) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      @Nullable KeyStore roots = null; // the JDK's own
      factory.init(roots);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager trust) {
          String algorithm = chain.get(0).getPublicKey().getAlgorithm();
          trust.checkServerTrusted(chain.toArray(X509Certificate[]::new), algorithm);
          return true;
        }
      }
      return false;
    } catch (CertificateException notTrusted) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no trust manager", e);
    }
  }
}
