package org.ngrokd.streams.http;

/**
 * How the end of a message's body is told. RFC 9112, 6.
 *
 * @param kind how
 * @param bytes its length where it is fixed, else 0
 */
public record BodyLength(Kind kind, long bytes) {
  /** The ways to tell. */
  public enum Kind {
    /** By its length, which may be 0. */
    FIXED,
    /** By its last chunk. */
    CHUNKED,
    /** By the end of the connection; replies only. */
    UNTIL_CLOSE
  }

  public static final BodyLength NONE = new BodyLength(Kind.FIXED, 0);
  public static final BodyLength CHUNKED = new BodyLength(Kind.CHUNKED, 0);
  public static final BodyLength UNTIL_CLOSE = new BodyLength(Kind.UNTIL_CLOSE, 0);

  /** More digits cannot be a length that anybody means. */
  private static final int MOST_DIGITS = 18;

  /** Whether there is no byte of it. */
  public boolean isNone() {
    return kind == Kind.FIXED && bytes == 0;
  }

  static BodyLength fixed(long bytes) {
    return bytes == 0 ? NONE : new BodyLength(Kind.FIXED, bytes);
  }

  /** Reads a Content-Length: digits and nothing else. */
  static BodyLength parse(String contentLength) throws BadMessageException {
    int digits = contentLength.length();
    if (digits == 0 || digits > MOST_DIGITS) {
      throw new BadMessageException("malformed Content-Length");
    }
    long length = 0;
    for (int i = 0; i < digits; i++) {
      char digit = contentLength.charAt(i);
      if (digit < '0' || digit > '9') {
        throw new BadMessageException("malformed Content-Length");
      }
      length = 10 * length + (digit - '0');
    }
    return fixed(length);
  }
}
