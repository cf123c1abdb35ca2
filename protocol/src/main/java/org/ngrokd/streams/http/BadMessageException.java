package org.ngrokd.streams.http;

/** Bytes that are not the HTTP message they should be, or may be read in two ways. */
public final class BadMessageException extends Exception {
  public BadMessageException(String message) {
    super(message, null, false, false);
  }

  /** What is wrong, without any of the message's bytes. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
