package org.ngrokd.server.tunnel;

/** The tunnel is at another server, or may be, and that one is not to be reached now. */
public final class ServerAwayException extends Exception {
  private static final long serialVersionUID = 1;

  public ServerAwayException(String message) {
    super(message, null, false, false);
  }
}
