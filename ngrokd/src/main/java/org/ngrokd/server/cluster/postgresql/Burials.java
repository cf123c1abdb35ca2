package org.ngrokd.server.cluster.postgresql;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Removes what those had who are dead, a part at a time: nobody waits for it, for their names are
 * free before. Any node does that, and of one engine one at a time. Any thread.
 */
final class Burials {
  /** In one transaction, within some milliseconds. */
  private static final int MOST = 1000;

  private final Function<String, CompletableFuture<Boolean>> questions;
  private final AtomicBoolean isBurying = new AtomicBoolean();

  /**
   * @param questions asks the database, in its turn
   */
  Burials(Function<String, CompletableFuture<Boolean>> questions) {
    this.questions = questions;
  }

  /** Begins; what fails is tried again with the next look. */
  void look() {
    if (isBurying.compareAndSet(false, true)) {
      var unused = bury(true).whenComplete((done, failure) -> isBurying.set(false));
    }
  }

  private CompletableFuture<Boolean> bury(boolean isSomebody) {
    return isSomebody
        ? questions.apply("SELECT cluster_bury_some(" + MOST + ")").thenCompose(this::bury)
        : CompletableFuture.completedFuture(false);
  }
}
