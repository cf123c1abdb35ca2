package org.ngrokd.protocol.cli;

/**
 * Something the user has to know and can cure: its message is one line that says what happened,
 * what it means and what to do. The program prints it and ends with exit code 1.
 */
public class UserException extends RuntimeException {
  public UserException(String message) {
    super(message, null, false, false);
  }
}
