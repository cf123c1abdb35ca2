package org.ngrokd.streams.net;

/**
 * A peer broke the rules of the protocol. Its message is one line for the log; it carries no stack
 * trace, because the fault is not ours and strangers can cause any number of them.
 */
public final class ProtocolException extends RuntimeException {
  public ProtocolException(String message) {
    super(message, null, false, false);
  }
}
