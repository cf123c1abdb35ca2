package org.ngrokd.server.acme.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes the pieces of a DNS message (RFC 1035, 4), without compression. Used by one thread. */
final class MessageWriter {
  private static final int MOST_IN_LABEL = 63;
  private static final int MOST_IN_STRING = 255;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  MessageWriter u8(int value) {
    out.write(value);
    return this;
  }

  MessageWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  MessageWriter u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  /** Seconds since 1970, as signatures have them. */
  MessageWriter u48(long value) {
    return u16((int) (value >>> 32)).u32(value);
  }

  MessageWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /**
   * A name in lower case.
   *
   * @param name without a final dot; "" for the root
   * @throws IllegalArgumentException when it has a label that is empty or too long
   */
  MessageWriter name(String name) {
    for (String label : name.isEmpty() ? new String[0] : name.split("\\.", -1)) {
      byte[] bytes = label.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
      if (bytes.length == 0 || bytes.length > MOST_IN_LABEL) {
        throw new IllegalArgumentException("'" + name + "' is no name in DNS");
      }
      u8(bytes.length).bytes(bytes);
    }
    return u8(0);
  }

  /** A text as the data of a TXT record: in strings of at most 255 bytes. */
  static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    MessageWriter strings = new MessageWriter();
    for (int at = 0; at == 0 || at < bytes.length; at += MOST_IN_STRING) {
      int length = Math.min(MOST_IN_STRING, bytes.length - at);
      strings.u8(length);
      strings.out.write(bytes, at, length);
    }
    return strings.bytes();
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
