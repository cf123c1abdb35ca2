package org.ngrokd.server.cluster.engine;

/** What several servers agree by does not answer; the message is one line for people. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EngineException(String message) {
    super(message, null, false, false);
  }
}
