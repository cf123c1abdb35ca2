package org.ngrokd.client.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.FreePort;

/** Where the server under test listens; the same after each of its restarts. */
record Ports(int http, int https, int tunnel, int metrics) {
  private static final int PATIENCE_MILLIS = 45_000;

  /** Ports that are free just now. */
  static Ports free() throws IOException {
    return new Ports(FreePort.tcp(), FreePort.tcp(), FreePort.tcp(), FreePort.tcp());
  }

  static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** A connection by https, to a server whose CA this is. */
  Socket connectTls(SSLContext context, String name) throws IOException {
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(connect(https), name, https, true);
    tls.startHandshake();
    return tls;
  }

  static SSLContext trusting(Path ca) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", PemFiles.readCertificates(ca).get(0));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
