package org.ngrokd.server.admin;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a server can be told to do. Safe from any thread, and quick: what takes time is a stage. */
public interface Orders {
  /** Reads its config file anew and takes up what has changed. */
  CompletionStage<Reloaded> reload();

  /**
   * Lets nobody new in and ends when all that is there is over.
   *
   * @param most after which what is left is cut
   * @return what begins it, to be run when whoever asked has been answered
   */
  CompletionStage<Runnable> drain(Duration most);

  /**
   * What reading the file anew came to.
   *
   * @param changed what is in force now and was not before, a line each
   * @param needsRestart what is changed in the file and cannot be taken up, by its key
   * @param errors what is wrong; then nothing has changed
   */
  record Reloaded(List<String> changed, List<String> needsRestart, List<String> errors) {}

  /** It cannot be told that. */
  final class NotPossible extends RuntimeException {
    /**
     * @param line why, and what to do
     */
    public NotPossible(String line) {
      super(line, null, false, false);
    }
  }
}
