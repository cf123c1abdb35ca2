package org.ngrokd.server.cluster.engine;

/** What several servers agree by does not answer; the message is one line for people. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EngineException(String message) {
    super(message, null, false, false);
  }

  /** A name is its owner's already, at a node that does not know of this one. */
  public static EngineException notYet() {
    return new EngineException(
        "it is with a server that this one cannot take it over from yet: that does not know it, or"
            + " is away");
  }
}
