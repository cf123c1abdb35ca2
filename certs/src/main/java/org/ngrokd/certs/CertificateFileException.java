package org.ngrokd.certs;

import org.jspecify.annotations.Nullable;

/**
 * A certificate or key file is missing, unreadable or not what it should be.
 *
 * <p>The message is one line for the user: what happened, what it means, what to do. There is no
 * stack trace, because the fault is in a file and not in the program.
 */
public final class CertificateFileException extends RuntimeException {
  /** With the line to show to the user. */
  public CertificateFileException(String message) {
    this(message, null);
  }

  /** With the line to show to the user, and what the JDK said, for a debugger. */
  public CertificateFileException(String message, @Nullable Throwable cause) {
    super(message.replaceAll("\\s*\\R\\s*", " "), cause, false, false);
  }
}
