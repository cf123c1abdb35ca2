package org.ngrokd.certs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** One TLS connection of the JDK with itself. */
final class LoopbackHandshake {
  private static final char[] PASSWORD = "unused".toCharArray();

  private LoopbackHandshake() {}

  /** What the client, which trusts one CA and checks the name, saw as the server's certificate. */
  static X509Certificate run(Identity identity, X509Certificate ca, String host)
      throws IOException, GeneralSecurityException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (SSLServerSocket listener =
            (SSLServerSocket)
                serverContext(identity)
                    .getServerSocketFactory()
                    .createServerSocket(0, 1, loopback);
        Socket plain = new Socket(loopback, listener.getLocalPort());
        SSLSocket client =
            (SSLSocket) clientContext(ca).getSocketFactory().createSocket(plain, host, 0, true)) {
      CompletableFuture<Void> server = CompletableFuture.runAsync(() -> echoOneByte(listener));
      SSLParameters parameters = client.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      client.setSSLParameters(parameters);
      client.startHandshake();
      client.getOutputStream().write('x');
      if (client.getInputStream().read() != 'x') {
        throw new IOException("the server did not answer");
      }
      server.join();
      return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }
  }

  private static void echoOneByte(SSLServerSocket listener) {
    try (Socket socket = listener.accept()) {
      socket.getOutputStream().write(socket.getInputStream().read());
    } catch (IOException e) {
      // The client sees it too, and says so.
    }
  }

  private static SSLContext serverContext(Identity identity)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "server", identity.key(), PASSWORD, identity.chain().toArray(new Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static SSLContext clientContext(X509Certificate ca)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    store.setCertificateEntry("ca", ca);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
