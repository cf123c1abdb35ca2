package org.ngrokd.client.soak;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Bytes that follow from a seed, so that either side can tell whether they are right. */
final class Payload {
  private static final int PART = 16 * 1024;

  private Payload() {}

  /** One byte of the stream of this seed. */
  private static byte at(long seed, long index) {
    long mixed = (seed + index / 8) * 0x9E3779B97F4A7C15L;
    mixed ^= mixed >>> 29;
    return (byte) (mixed >>> (8 * (index % 8)));
  }

  private static byte[] part(long seed, long from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = at(seed, from + i);
    }
    return bytes;
  }

  static void write(OutputStream out, long seed, long length) throws IOException {
    for (long from = 0; from < length; from += PART) {
      out.write(part(seed, from, (int) Math.min(PART, length - from)));
    }
    out.flush();
  }

  /**
   * Reads and compares.
   *
   * @throws WrongBytesException when a byte is not what it must be
   * @throws EOFException when the stream ends early
   */
  static void read(InputStream in, long seed, long length) throws IOException {
    for (long from = 0; from < length; from += PART) {
      int expected = (int) Math.min(PART, length - from);
      byte[] came = in.readNBytes(expected);
      byte[] right = part(seed, from, came.length);
      if (!java.util.Arrays.equals(came, right)) {
        throw new WrongBytesException("wrong bytes within " + from + " to " + (from + expected));
      }
      if (came.length < expected) {
        throw new EOFException("ended after " + (from + came.length) + " of " + length + " bytes");
      }
    }
  }
}
