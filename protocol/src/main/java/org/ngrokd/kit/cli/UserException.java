package org.ngrokd.kit.cli;

import java.util.List;

/**
 * Something the user has to know and can cure: its message is one line that says what happened,
 * what it means and what to do. The program prints it and ends with exit code 1.
 */
public class UserException extends RuntimeException {
  public UserException(String message) {
    super(message, null, false, false);
  }

  /** What is to be printed, line by line: one, unless there are several things to cure. */
  public List<String> lines() {
    return List.of(String.valueOf(getMessage()));
  }
}
