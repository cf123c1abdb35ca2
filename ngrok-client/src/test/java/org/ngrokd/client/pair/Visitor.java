package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.ngrokd.certs.PemFiles;

/** Somebody on the public side, with a raw socket. Reads give up after 20 s. */
final class Visitor implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;

  private Visitor(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  static Visitor connect(int port) throws IOException {
    return new Visitor(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Connects with TLS and trusts the CA in this file. */
  static Visitor connectTls(int port, Path ca) throws IOException {
    return new Visitor(trusting(ca).getSocketFactory().createSocket("localhost", port));
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
  static Visitor connectTls(int port, SSLContext context, String name) throws IOException {
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
    return new Visitor(secure);
  }

  Socket socket() {
    return socket;
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  Visitor send(String text) throws IOException {
    out().write(text.getBytes(StandardCharsets.ISO_8859_1));
    out().flush();
    return this;
  }

  /** No more bytes will come from us. */
  Visitor finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  String read(int bytes) throws IOException {
    return new String(in().readNBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  String readToEnd() throws IOException {
    return new String(in().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Closes in a way that the other side sees as a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
