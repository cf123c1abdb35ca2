package org.ngrokd.client.files;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file. RFC 9110, 14.
 *
 * @param first of its bytes
 * @param length in bytes; 0 where nothing of the file is meant
 */
record ByteRange(long first, long length) {
  private static final Pattern SINGLE =
      Pattern.compile("bytes=[ \t]*(\\d{0,18})-(\\d{0,18})[ \t]*", Pattern.CASE_INSENSITIVE);

  /** Nothing of the file is in it. */
  static final ByteRange NOTHING = new ByteRange(0, 0);

  /**
   * Reads a header; empty where the whole file is to be sent: for several ranges, too, which a
   * server may answer so.
   *
   * @param size of the file, in bytes
   */
  static Optional<ByteRange> parse(String header, long size) {
    Matcher matcher = SINGLE.matcher(header);
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (matcher.group(1).isEmpty()) {
      long last = Math.min(Long.parseLong(matcher.group(2)), size);
      return Optional.of(last == 0 ? NOTHING : new ByteRange(size - last, last));
    }
    long first = Long.parseLong(matcher.group(1));
    long last =
        matcher.group(2).isEmpty()
            ? size - 1
            : Math.min(Long.parseLong(matcher.group(2)), size - 1);
    if (!matcher.group(2).isEmpty() && Long.parseLong(matcher.group(2)) < first) {
      return Optional.empty(); // it makes no sense
    }
    return Optional.of(first >= size ? NOTHING : new ByteRange(first, last - first + 1));
  }

  /** What Content-Range says. */
  String told(long size) {
    return "bytes " + first + "-" + (first + length - 1) + "/" + size;
  }
}
