package org.ngrokd.protocol.testing;

import java.util.List;

/** Bytes as a person can read them in a failure message. */
final class Printable {

  /** Enough for any message of the protocol; relayed data may be long. */
  private static final int MAX_BYTES = 400;

  private Printable() {}

  /** The records one a line, numbered; {@code none} if there are none. */
  static String records(List<byte[]> records) {
    if (records.isEmpty()) {
      return "    none\n";
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < records.size(); i++) {
      lines.append("    #").append(i + 1).append(' ').append(record(records.get(i))).append('\n');
    }
    return lines.toString();
  }

  /** Length and text of one record. */
  static String record(byte[] bytes) {
    StringBuilder text = new StringBuilder().append(bytes.length).append(" bytes \"");
    for (int i = 0; i < Math.min(bytes.length, MAX_BYTES); i++) {
      append(text, bytes[i]);
    }
    return text.append(bytes.length > MAX_BYTES ? "\" …" : "\"").toString();
  }

  private static void append(StringBuilder text, byte value) {
    if (value >= ' ' && value <= '~') {
      text.append((char) value);
    } else {
      text.append("\\x%02x".formatted(Byte.toUnsignedInt(value)));
    }
  }
}
