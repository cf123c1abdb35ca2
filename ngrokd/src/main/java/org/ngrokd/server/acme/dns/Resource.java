package org.ngrokd.server.acme.dns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A record as it was answered.
 *
 * @param name in lower case, without a final dot
 * @param data as it stands in the message
 * @param target the name in it, of NS and CNAME; else ""
 * @param start where it begins in the message, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Resource(String name, int type, byte[] data, String target, int start) {
  /** The text of a TXT record, its strings put together. */
  String text() {
    StringBuilder text = new StringBuilder();
    ByteBuffer strings = ByteBuffer.wrap(data);
    while (strings.hasRemaining()) {
      byte[] each = new byte[Math.min(strings.get() & 0xff, strings.remaining())];
      strings.get(each);
      text.append(new String(each, StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }
}
