package org.ngrokd.server.ssh.words;

/** A forward that cannot be had as it was asked for; the message is one line for its user. */
public final class BadForwardException extends Exception {
  private static final long serialVersionUID = 1;

  BadForwardException(String message) {
    super(message, null, false, false);
  }
}
