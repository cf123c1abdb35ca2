package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Streams of known bytes, made and checked on the fly. */
final class Bytes {
  static final int MIB = 1024 * 1024;

  private Bytes() {}

  /** Writes this many bytes that the seed determines; gives their SHA-256. */
  static String write(OutputStream out, long count, long seed) throws IOException {
    Random random = new Random(seed);
    MessageDigest digest = sha256();
    byte[] block = new byte[64 * 1024];
    for (long left = count; left > 0; left -= block.length) {
      random.nextBytes(block);
      int part = (int) Math.min(left, block.length);
      digest.update(block, 0, part);
      out.write(block, 0, part);
    }
    out.flush();
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The SHA-256 of the next bytes. */
  static String read(InputStream in, long count) throws IOException {
    MessageDigest digest = sha256();
    byte[] block = new byte[64 * 1024];
    long left = count;
    while (left > 0) {
      int part = in.read(block, 0, (int) Math.min(left, block.length));
      if (part < 0) {
        throw new IOException("the stream ended " + left + " bytes early");
      }
      digest.update(block, 0, part);
      left -= part;
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
