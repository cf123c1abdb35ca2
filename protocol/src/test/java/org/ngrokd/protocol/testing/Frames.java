package org.ngrokd.protocol.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Messages as bytes: 8 bytes length, little-endian, then the JSON text. Protocol: §1. */
public final class Frames {

  public static final int HEADER_LENGTH = Long.BYTES;

  private Frames() {}

  /** The header for a payload of that many bytes, or for a hostile length such as -1. */
  public static byte[] header(long payloadLength) {
    return ByteBuffer.allocate(HEADER_LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(payloadLength)
        .array();
  }

  /** The length that the first 8 bytes announce. */
  public static long announcedLength(byte[] header) {
    return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  public static byte[] payload(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** Header and payload of one message. */
  public static byte[] frame(String json) {
    return frames(json);
  }

  /** Several messages one after the other. */
  public static byte[] frames(String... jsons) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String json : jsons) {
      byte[] payload = payload(json);
      bytes.writeBytes(header(payload.length));
      bytes.writeBytes(payload);
    }
    return bytes.toByteArray();
  }
}
