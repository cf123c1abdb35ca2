package org.ngrokd.client.tls;

import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.NotSslRecordException;

/** The pieces that TLS comes in. RFC 8446, 5.1. */
final class TlsRecord {
  /** The most that stands in one, in bytes, before it is encrypted. */
  static final int MOST_PLAIN = 16 * 1024;

  /** With what encryption may add. */
  private static final int MOST_ENCRYPTED = MOST_PLAIN + 2048;

  /** Its type, its version, its length. */
  private static final int HEADER = 5;

  private static final int FIRST_TYPE = 20;
  private static final int LAST_TYPE = 24;

  private TlsRecord() {}

  /**
   * How long the record is that begins here, with its header, in bytes; more than there is where
   * not even that has come.
   *
   * @throws NotSslRecordException when it is none, or longer than one can be
   */
  static int length(ByteBuf bytes) throws NotSslRecordException {
    int at = bytes.readerIndex();
    if (bytes.isReadable() && (bytes.getByte(at) < FIRST_TYPE || bytes.getByte(at) > LAST_TYPE)) {
      throw new NotSslRecordException("not a TLS record");
    }
    if (bytes.readableBytes() < HEADER) {
      return Integer.MAX_VALUE;
    }
    int length = bytes.getUnsignedShort(at + HEADER - 2);
    if (length > MOST_ENCRYPTED) {
      throw new NotSslRecordException("a TLS record of " + length + " bytes");
    }
    return HEADER + length;
  }
}
