package org.ngrokd.server.tunnel;

/** Something has as many connections as it may have. */
public final class BusyException extends Exception {
  public BusyException(String message) {
    super(message, null, false, false);
  }
}
