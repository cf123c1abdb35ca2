package org.ngrokd.client.pair;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.Visitor;

/** Visitors who speak TLS. */
final class TlsVisitors {
  private static final int TIMEOUT_MILLIS = 60_000;

  private TlsVisitors() {}

  /** Connects with TLS and trusts the CA in this file. */
  static Visitor connect(int port, Path ca) throws IOException {
    return Visitor.on(trusting(ca).getSocketFactory().createSocket("localhost", port));
  }

  /** Trusts the CA in this file. */
  static SSLContext trusting(Path ca) throws IOException {
    try {
      KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
      char @Nullable [] noPassword = null;
      roots.load(null, noPassword);
      roots.setCertificateEntry("ca", PemFiles.readCertificates(ca).get(0));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Connects with TLS to the server of this name, which its certificate has to bear too. */
  static Visitor connect(int port, SSLContext context, String name) throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    plain.setSoTimeout(TIMEOUT_MILLIS);
    SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true);
    SSLParameters checking = secure.getSSLParameters();
    checking.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(checking);
    try {
      secure.startHandshake();
    } catch (IOException e) {
      secure.close();
      throw e;
    }
    return Visitor.on(secure);
  }
}
