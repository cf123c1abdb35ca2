package org.ngrokd.protocol.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * A blocking TLS peer on loopback that sees and makes single TLS records (§1 record rule).
 *
 * <p>Used by one thread at a time. Reads give up after their timeout with an {@link AssertionError}
 * that says what came; nothing that came is lost by it. Writes have no timeout: a peer that does
 * not read blocks them.
 */
public final class TlsRecordSocket implements AutoCloseable {

  private final Socket socket;
  private final SSLEngine engine;
  private final TlsLayer tls;

  /** Bytes that came but were not asked for yet: the rest of what {@link #readFully} cut. */
  private byte[] unread = new byte[0];

  private Ending ending = Ending.OPEN;

  private TlsRecordSocket(Socket socket, SSLEngine engine) throws IOException {
    this.socket = socket;
    this.engine = engine;
    this.tls = new TlsLayer(socket, engine);
  }

  /** Connects and completes the handshake as the client; the server's name is not checked. */
  public static TlsRecordSocket connect(
      InetSocketAddress address, SSLContext context, TlsOptions options) throws IOException {
    if (address.getAddress() == null || !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("not a loopback address: " + address);
    }
    Deadline deadline = Deadline.in(options.timeout());
    Socket socket = new Socket();
    try {
      socket.connect(address, deadline.millisLeft());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    // Without host and port the engine neither sends an SNI by itself nor resumes a session.
    return handshake(socket, context.createSSLEngine(), true, options, deadline);
  }

  /** {@link #accept(ServerSocket, SSLContext, TlsOptions)} with {@link TlsOptions#DEFAULT}. */
  public static TlsRecordSocket accept(ServerSocket server, SSLContext context) throws IOException {
    return accept(server, context, TlsOptions.DEFAULT);
  }

  /** Accepts one connection and completes the handshake as the server. */
  public static TlsRecordSocket accept(ServerSocket server, SSLContext context, TlsOptions options)
      throws IOException {
    Deadline deadline = Deadline.in(options.timeout());
    Socket socket;
    try {
      server.setSoTimeout(deadline.millisLeft());
      socket = server.accept();
    } catch (SocketTimeoutException e) {
      throw new AssertionError(
          "expected a connection to "
              + server.getLocalSocketAddress()
              + ", none came within "
              + options.timeout().toMillis()
              + " ms",
          e);
    }
    return handshake(socket, context.createSSLEngine(), false, options, deadline);
  }

  private static TlsRecordSocket handshake(
      Socket socket, SSLEngine engine, boolean asClient, TlsOptions options, Deadline deadline)
      throws IOException {
    try {
      // Each record leaves as it is written.
      socket.setTcpNoDelay(true);
      engine.setUseClientMode(asClient);
      options.applyTo(engine);
      TlsRecordSocket peer = new TlsRecordSocket(socket, engine);
      peer.tls.handshake(deadline);
      return peer;
    } catch (SocketTimeoutException e) {
      socket.close();
      throw new AssertionError(
          "expected a TLS handshake within " + options.timeout().toMillis() + " ms", e);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * The bytes of exactly one received record. Empty records and messages without bytes for us
   * (session tickets, key updates) are skipped; empty when the peer stopped sending, see {@link
   * #ending()}.
   */
  public Optional<byte[]> readRecord(Duration timeout) throws IOException {
    try {
      return tryReadRecord(timeout);
    } catch (SocketTimeoutException e) {
      throw late("a TLS record", timeout, e);
    }
  }

  /** As {@link #readRecord}, for a caller to whom a timeout is not a failure. */
  Optional<byte[]> tryReadRecord(Duration timeout) throws IOException {
    if (unread.length > 0) {
      throw new AssertionError(
          "expected a new record, but these bytes of the last one are unread: "
              + Printable.record(unread));
    }
    return next(Deadline.in(timeout));
  }

  /** Bytes of a record that has not come whole. */
  int unfinishedBytes() {
    return tls.incoming().unfinished();
  }

  /** {@code count} bytes, however many records they come in. */
  public byte[] readFully(int count, Duration timeout) throws IOException {
    String wanted = count + " bytes of the stream";
    Deadline deadline = Deadline.in(timeout);
    try {
      while (unread.length < count) {
        if (!readMore(deadline)) {
          throw new AssertionError("expected " + wanted + ", " + whatCame());
        }
      }
    } catch (SocketTimeoutException e) {
      throw late(wanted, timeout, e);
    }
    byte[] bytes = Arrays.copyOf(unread, count);
    unread = Arrays.copyOfRange(unread, count, unread.length);
    return bytes;
  }

  /** Everything that comes until the peer stops sending, in whichever way. */
  public byte[] readUntilClosed(Duration timeout) throws IOException {
    Deadline deadline = Deadline.in(timeout);
    try {
      while (readMore(deadline)) {
        // Until there is no more.
      }
    } catch (SocketTimeoutException e) {
      throw late("the end of the stream", timeout, e);
    }
    byte[] bytes = unread;
    unread = new byte[0];
    return bytes;
  }

  /** Drops what comes until the TCP connection itself ends, which may be after a close_notify. */
  public Ending readToTcpEnd(Duration timeout) throws IOException {
    try {
      tls.incoming().skipToEnd(Deadline.in(timeout));
      return Ending.TCP_END;
    } catch (SocketTimeoutException e) {
      throw late("the end of the TCP connection", timeout, e);
    } catch (SocketException e) {
      requireOpenHere(e);
      return Ending.RESET;
    }
  }

  /**
   * Sends {@code payload} as exactly one record; at most 16,367 bytes, which is the JDK's limit.
   */
  public void writeRecord(byte[] payload) throws IOException {
    if (payload.length > TlsLayer.MAX_PAYLOAD) {
      throw new IllegalArgumentException(payload.length + " bytes do not fit into one record");
    }
    tls.write(payload);
  }

  /** Sends {@code bytes} in as few records as that takes. */
  public void writeStream(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; from += TlsLayer.MAX_PAYLOAD) {
      int to = Math.min(bytes.length, from + TlsLayer.MAX_PAYLOAD);
      writeRecord(Arrays.copyOfRange(bytes, from, to));
    }
  }

  /** Sends bytes past TLS: half a record, or garbage. */
  public void writeRawTcp(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends {@code text} in UTF-8 as exactly one record. */
  public void writeRecord(String text) throws IOException {
    writeRecord(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Ends our TLS stream cleanly and leaves the TCP connection open; reading goes on. */
  public void sendCloseNotify() throws IOException {
    tls.closeNotify();
  }

  /** Ends our TCP stream (FIN) without a close_notify; reading goes on. */
  public void shutdownOutputTcp() throws IOException {
    socket.shutdownOutput();
  }

  /** Closes the TCP connection without a close_notify. */
  public void closeAbruptly() throws IOException {
    socket.close();
  }

  /** Resets the TCP connection (RST). */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** The same as {@link #closeAbruptly}: it cannot block, whatever the peer does. */
  @Override
  public void close() throws IOException {
    closeAbruptly();
  }

  /** How the peer stopped sending; {@link Ending#OPEN} until a read has met the end. */
  public Ending ending() {
    return ending;
  }

  /** Whether a read has met the peer's close_notify. */
  public boolean closedCleanly() {
    return ending == Ending.CLOSE_NOTIFY;
  }

  /** The certificate that the other side showed. */
  public X509Certificate peerCertificate() throws SSLPeerUnverifiedException {
    return (X509Certificate) engine.getSession().getPeerCertificates()[0];
  }

  /** The TLS version in use, e.g. {@code TLSv1.3}. */
  public String protocol() {
    return engine.getSession().getProtocol();
  }

  public String cipherSuite() {
    return engine.getSession().getCipherSuite();
  }

  /** Server's side only: the SNI that the client sent. */
  public Optional<String> requestedServerName() {
    return ((ExtendedSSLSession) engine.getSession())
        .getRequestedServerNames().stream()
            .map(name -> new SNIHostName(name.getEncoded()).getAsciiName())
            .findFirst();
  }

  public InetSocketAddress localAddress() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private boolean readMore(Deadline deadline) throws IOException {
    Optional<byte[]> more = next(deadline);
    if (more.isEmpty()) {
      return false;
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(unread);
    joined.writeBytes(more.get());
    unread = joined.toByteArray();
    return true;
  }

  private Optional<byte[]> next(Deadline deadline) throws IOException {
    if (ending != Ending.OPEN) {
      return Optional.empty();
    }
    try {
      Optional<byte[]> record = tls.read(deadline);
      if (record.isEmpty()) {
        ending = engine.isInboundDone() ? Ending.CLOSE_NOTIFY : Ending.TCP_END;
      }
      return record;
    } catch (SocketException e) {
      requireOpenHere(e);
      ending = Ending.RESET;
    } catch (SSLException e) {
      ending = Ending.FATAL_ALERT;
      requireAlert(e);
    }
    return Optional.empty();
  }

  private AssertionError late(String wanted, Duration timeout, SocketTimeoutException cause) {
    return new AssertionError(
        "expected " + wanted + " within " + timeout.toMillis() + " ms, " + whatCame(), cause);
  }

  private String whatCame() {
    return "ending: %s, unread: %s, bytes of an unfinished record: %d"
        .formatted(ending, Printable.record(unread), unfinishedBytes());
  }

  /** A socket closed by the test itself is the test's mistake, not the peer's reset. */
  private void requireOpenHere(SocketException e) throws SocketException {
    if (socket.isClosed()) {
      throw e;
    }
  }

  /** The JDK tells an alert that came from its own complaints only by this text. */
  private static void requireAlert(SSLException e) throws SSLException {
    String message = e.getMessage();
    if (message == null || !message.startsWith("Received fatal alert")) {
      throw e;
    }
  }
}
