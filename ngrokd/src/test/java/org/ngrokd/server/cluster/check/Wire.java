package org.ngrokd.server.cluster.check;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;

/** Messages of 1.7 on a blocking TLS connection. One reader and one writer at a time. */
final class Wire implements AutoCloseable {
  private static final int LENGTH_BYTES = 8;
  private static final int LONGEST = 1 << 20;
  private static final int CONNECT_MILLIS = 2_000;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final OutputStream out;

  private Wire(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** The TLS of all connections, with sessions that go on. */
  static SSLContext tls() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Connects.
   *
   * @param from an address of 127.0.0.0/8
   * @param patienceMillis for each read
   */
  static Wire to(InetSocketAddress server, InetAddress from, SSLContext tls, int patienceMillis)
      throws IOException {
    Socket plain = new Socket();
    try {
      plain.bind(new InetSocketAddress(from, 0));
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(patienceMillis);
      plain.connect(server, CONNECT_MILLIS);
      SSLSocket secure =
          (SSLSocket)
              tls.getSocketFactory().createSocket(plain, "localhost", server.getPort(), true);
      secure.startHandshake();
      return new Wire(secure);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  synchronized void send(String type, Map<String, Object> payload) throws IOException {
    byte[] message = Json.camel(Map.of("Type", type, "Payload", payload));
    out.write(
        ByteBuffer.allocate(LENGTH_BYTES + message.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(message.length)
            .put(message)
            .array());
  }

  /** A message. */
  record Message(String type, JsonValue payload) {
    String text(String field) {
      return payload.get(field).text().orElse("");
    }
  }

  /**
   * Waits for the next one.
   *
   * @throws IOException also when the peer has closed, and when the patience is over
   */
  Message receive() throws IOException {
    long length = Long.reverseBytes(in.readLong());
    if (length <= 0 || length > LONGEST) {
      throw new IOException("a message of " + length + " bytes");
    }
    JsonValue all = Json.read(in.readNBytes((int) length));
    return new Message(all.get("Type").text().orElse(""), all.get("Payload"));
  }

  /** What comes behind the messages. */
  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  /** Each run's nodes have certificates of their own. */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Without a goodbye, so that nothing of it waits for a peer. */
  @Override
  public void close() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }
}
