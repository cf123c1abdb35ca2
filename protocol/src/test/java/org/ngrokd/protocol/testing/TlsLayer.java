package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** An SSLEngine on a socket: one record in, one record out. Used by one thread at a time. */
final class TlsLayer {

  /**
   * The most that the JDK puts into one record. TLS allows 16,384 bytes; under TLS 1.3 the JDK adds
   * the type and 16 bytes of padding to that.
   */
  static final int MAX_PAYLOAD = 16_384 - 1 - 16;

  private static final int MAX_BUFFER = 2 * 16_384;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Socket socket;
  private final SSLEngine engine;
  private final RawRecords incoming;
  // Twice a full record: never too small, whatever the suite adds.
  private final ByteBuffer plain = ByteBuffer.allocate(MAX_BUFFER);
  private final ByteBuffer sealed = ByteBuffer.allocate(MAX_BUFFER);

  TlsLayer(Socket socket, SSLEngine engine) throws IOException {
    this.socket = socket;
    this.engine = engine;
    this.incoming = new RawRecords(socket);
  }

  RawRecords incoming() {
    return incoming;
  }

  void handshake(Deadline deadline) throws IOException {
    try {
      engine.beginHandshake();
      while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
          unwrap(incoming.next(deadline).orElseThrow(TlsLayer::endInHandshake));
        }
        answer();
      }
    } catch (SSLException e) {
      sendAlert(e);
      throw e;
    }
  }

  /** Bytes of the next record that holds any; empty when the peer stopped sending. */
  Optional<byte[]> read(Deadline deadline) throws IOException {
    try {
      return nextBytes(deadline);
    } catch (SSLException e) {
      sendAlert(e);
      throw e;
    }
  }

  private Optional<byte[]> nextBytes(Deadline deadline) throws IOException {
    while (!engine.isInboundDone()) {
      Optional<ByteBuffer> raw = incoming.next(deadline);
      if (raw.isEmpty()) {
        return Optional.empty();
      }
      byte[] bytes = unwrap(raw.get());
      if (bytes.length > 0) {
        return Optional.of(bytes);
      }
      if (!engine.isInboundDone()) {
        // A message after the handshake (a session ticket, a key update), which may want an answer.
        answer();
      }
    }
    return Optional.empty();
  }

  /** Sends {@code payload}, which may be empty, as one record. */
  void write(byte[] payload) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(payload);
    do {
      wrap(source);
      if (engine.isOutboundDone()) {
        throw new SSLException("cannot write: this side's TLS stream is closed");
      }
    } while (source.hasRemaining());
  }

  void closeNotify() throws IOException {
    engine.closeOutbound();
    while (!engine.isOutboundDone()) {
      wrap(NOTHING);
    }
  }

  /** Does what the engine wants to do without reading. */
  private void answer() throws IOException {
    while (true) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      } else if (status == HandshakeStatus.NEED_WRAP) {
        wrap(NOTHING);
      } else {
        return;
      }
    }
  }

  private byte[] unwrap(ByteBuffer raw) throws SSLException {
    plain.clear();
    SSLEngineResult result = engine.unwrap(raw, plain);
    if (raw.hasRemaining() && result.getStatus() != SSLEngineResult.Status.CLOSED) {
      throw new IllegalStateException("the engine did not take a whole record: " + result);
    }
    byte[] bytes = new byte[plain.flip().remaining()];
    plain.get(bytes);
    return bytes;
  }

  private void wrap(ByteBuffer source) throws IOException {
    sealed.clear();
    int wanted = source.remaining();
    SSLEngineResult result = engine.wrap(source, sealed);
    int length = result.bytesProduced();
    boolean whole = result.bytesConsumed() == 0 || result.bytesConsumed() == wanted;
    if (length > 0 && (!whole || RawRecords.lengthOf(sealed.array()) != length)) {
      throw new IllegalStateException("the engine did not make one record: " + result);
    }
    socket.getOutputStream().write(sealed.array(), 0, length);
  }

  /** Tells the peer what was wrong with its bytes, as every TLS stack does. */
  private void sendAlert(SSLException reason) {
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
        wrap(NOTHING);
      }
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static SSLException endInHandshake() {
    return new SSLException("the peer closed the TCP connection during the handshake");
  }
}
