package org.ngrokd.client.soak;

/** What came is not what was sent. There is no excuse for that. */
final class WrongBytesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongBytesException(String message) {
    super(message);
  }
}
