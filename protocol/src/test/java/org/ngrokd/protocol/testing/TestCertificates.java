package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate (EC, P-256, valid for two days) made for this JVM, and the TLS contexts
 * of the two sides. Made once for each list of names, because that takes about half a second.
 */
public final class TestCertificates {

  private static final Map<String, TestCertificates> MADE = new ConcurrentHashMap<>();

  private final KeyStore keys;

  private TestCertificates(KeyStore keys) {
    this.keys = keys;
  }

  /** For {@code localhost} and {@code 127.0.0.1}. */
  public static TestCertificates localhost() {
    return forNames("dns:localhost,ip:127.0.0.1");
  }

  /** For names in the form {@code dns:*.tunnel.example,ip:127.0.0.1}. */
  public static TestCertificates forNames(String names) {
    return MADE.computeIfAbsent(names, TestCertificates::make);
  }

  private static TestCertificates make(String names) {
    try {
      return new TestCertificates(Keytool.generate(names));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a certificate for " + names, e);
    }
  }

  public X509Certificate certificate() {
    try {
      return (X509Certificate) keys.getCertificate(Keytool.ALIAS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public PrivateKey privateKey() {
    try {
      return (PrivateKey) keys.getKey(Keytool.ALIAS, Keytool.PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A server that shows this certificate and asks for none. */
  public SSLContext serverContext() {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, Keytool.PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client that trusts just this certificate. */
  public SSLContext trustingContext() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(Keytool.ALIAS, certificate());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return clientContext(factory.getTrustManagers());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client that checks nothing, as most old clients do. */
  public static SSLContext trustAllContext() {
    try {
      return clientContext(new TrustAll());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext clientContext(TrustManager... managers)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers, null);
    return context;
  }
}
