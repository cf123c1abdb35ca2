package org.ngrokd.server.proxy;

/** The client gave no proxy connection for a public one. Says why, in a line; no stack trace. */
final class NoProxyException extends Exception {
  NoProxyException(String message) {
    super(message, null, false, false);
  }

  static NoProxyException madeRoom() {
    return new NoProxyException("other clients' visitors need the place to wait");
  }
}
