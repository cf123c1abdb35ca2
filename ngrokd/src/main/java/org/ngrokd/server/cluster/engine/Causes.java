package org.ngrokd.server.cluster.engine;

import java.util.concurrent.CompletionException;

/** What is behind failures of futures. */
public final class Causes {
  private Causes() {}

  /** Without what futures wrap around it. */
  public static Throwable of(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
