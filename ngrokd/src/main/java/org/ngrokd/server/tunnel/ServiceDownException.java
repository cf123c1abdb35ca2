package org.ngrokd.server.tunnel;

/** The client is there, but what it leads to does not answer. */
public final class ServiceDownException extends Exception {
  public ServiceDownException(String message) {
    super(message, null, false, false);
  }
}
