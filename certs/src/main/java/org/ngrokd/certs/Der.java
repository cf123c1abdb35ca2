package org.ngrokd.certs;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** As much of DER (X.690) as it takes to wrap a private key: not a general reader. */
final class Der {
  /** The tag {@code [0]}, constructed. */
  static final int CONTEXT_0 = 0xA0;

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  /** From this length on, the length is written as a count of bytes and then those bytes. */
  private static final int LONG_FORM = 0x80;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return encode(SEQUENCE, parts);
  }

  static byte[] octetString(byte[] content) {
    return encode(OCTET_STRING, content);
  }

  /**
   * The content of the first element with this tag inside a SEQUENCE.
   *
   * @throws IllegalArgumentException if this is not a SEQUENCE or is cut off
   */
  static Optional<byte[]> find(byte[] sequence, int wantedTag) {
    try {
      ByteBuffer in = ByteBuffer.wrap(sequence);
      if (Byte.toUnsignedInt(in.get()) != SEQUENCE) {
        throw new IllegalArgumentException("not a DER sequence");
      }
      length(in);
      while (in.hasRemaining()) {
        int tag = Byte.toUnsignedInt(in.get());
        byte[] content = new byte[length(in)];
        in.get(content);
        if (tag == wantedTag) {
          return Optional.of(content);
        }
      }
      return Optional.empty();
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("DER is cut off", e);
    }
  }

  /** Reads a length and makes sure that so much follows, so nothing is allocated on its word. */
  private static int length(ByteBuffer in) {
    int length = Byte.toUnsignedInt(in.get());
    if (length >= LONG_FORM) {
      int count = length - LONG_FORM;
      length = 0;
      for (int i = 0; i < count && length <= in.remaining(); i++) {
        length = (length << 8) | Byte.toUnsignedInt(in.get());
      }
    }
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return length;
  }

  private static byte[] encode(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    writeLength(out, content.size());
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length >= LONG_FORM) {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      out.write(LONG_FORM | bytes);
      for (int shift = (bytes - 1) * 8; shift > 0; shift -= 8) {
        out.write(length >> shift);
      }
    }
    out.write(length);
  }
}
