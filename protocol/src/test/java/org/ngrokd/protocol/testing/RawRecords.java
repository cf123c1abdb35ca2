package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cuts a TCP stream into TLS records, still encrypted. A record that times out half-way is kept.
 */
final class RawRecords {

  /** Type (1), version (2), length (2, big-endian). */
  static final int HEADER_LENGTH = 5;

  private final Socket socket;
  private final InputStream in;
  private final byte[] record = new byte[HEADER_LENGTH + 0xffff];
  private int filled;

  RawRecords(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /** The next whole record with its header; empty when the TCP stream ended. */
  Optional<ByteBuffer> next(Deadline deadline) throws IOException {
    if (!fillTo(HEADER_LENGTH, deadline)) {
      return Optional.empty();
    }
    int length = lengthOf(record);
    if (!fillTo(length, deadline)) {
      return Optional.empty();
    }
    filled = 0;
    return Optional.of(ByteBuffer.wrap(record, 0, length));
  }

  /** Bytes of a record that has not come whole. */
  int unfinished() {
    return filled;
  }

  /** Reads and drops whatever comes, until the TCP stream ends. */
  void skipToEnd(Deadline deadline) throws IOException {
    do {
      filled = 0;
    } while (fillTo(1, deadline));
  }

  /** Length of the record that starts {@code bytes}, header included. */
  static int lengthOf(byte[] bytes) {
    return HEADER_LENGTH + (Byte.toUnsignedInt(bytes[3]) << 8) + Byte.toUnsignedInt(bytes[4]);
  }

  private boolean fillTo(int wanted, Deadline deadline) throws IOException {
    while (filled < wanted) {
      deadline.limit(socket);
      int count = in.read(record, filled, wanted - filled);
      if (count < 0) {
        return false;
      }
      filled += count;
    }
    return true;
  }
}
