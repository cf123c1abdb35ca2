package org.ngrokd.client;

/** The client could not open its tunnels; the message says why and what cures it. */
public final class NgrokException extends RuntimeException {
  NgrokException(String message) {
    super(message);
  }

  NgrokException(String message, Throwable cause) {
    super(message, cause);
  }
}
