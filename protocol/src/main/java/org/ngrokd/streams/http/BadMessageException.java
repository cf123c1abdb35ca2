package org.ngrokd.streams.http;

/** Bytes that are not the HTTP message they should be, or may be read in two ways. */
public final class BadMessageException extends Exception {
  private final Kind kind;

  /** What about them is bad. */
  public enum Kind {
    /** They break a rule of how messages are written. */
    MALFORMED,
    /** They may be well written, but there are more than are taken. */
    TOO_LARGE
  }

  public BadMessageException(String message) {
    this(Kind.MALFORMED, message);
  }

  public BadMessageException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** What is wrong, without any of the message's bytes. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
