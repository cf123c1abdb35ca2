package org.ngrokd.server.handover;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a successor of this very process when somebody asks for one, and tells what became of it.
 * One at a time. Safe from any thread; waits on the JDK's own threads alone.
 */
final class Replacement {
  /** A machine that swaps starts a program in half a minute, and clients need theirs. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

  private final Predecessor predecessor;
  private final AtomicBoolean isUnderWay = new AtomicBoolean();
  private volatile Optional<OwnCommand> command = Optional.empty();

  /**
   * @param predecessor this server
   */
  Replacement(Predecessor predecessor) {
    this.predecessor = predecessor;
  }

  void by(OwnCommand own) {
    command = Optional.of(own).filter(each -> !each.words().isEmpty());
  }

  /**
   * Begins.
   *
   * @param told hears the outcome, in {@link Words}
   */
  void begin(Consumer<String> told) {
    Optional<String> objection = predecessor.objection().or(Supervisor::objection);
    if (command.isEmpty()) {
      told.accept(Words.FAILED + " it cannot start itself again: start another one with -takeOver");
    } else if (objection.isPresent()) {
      told.accept(Words.FAILED + " " + objection.get());
    } else if (!isUnderWay.compareAndSet(false, true)) {
      told.accept(Words.FAILED + " it is being replaced already");
    } else {
      start(command.get(), told);
    }
  }

  private void start(OwnCommand own, Consumer<String> told) {
    try {
      Process successor = own.start();
      LOG.info("Process {} is to take over", successor.pid());
      CompletableFuture<String> hasEnded =
          successor
              .onExit()
              .thenApply(
                  ended ->
                      Words.FAILED
                          + " its successor ended with exit code "
                          + ended.exitValue()
                          + ": the reason is in its log. The one before goes on");
      var unused =
          predecessor
              .replaced()
              .thenApply(pid -> Words.DONE + " " + pid)
              .applyToEither(hasEnded, outcome -> outcome)
              .completeOnTimeout(
                  Words.FAILED + " its successor was too slow",
                  PATIENCE.toSeconds(),
                  TimeUnit.SECONDS)
              .whenComplete((outcome, never) -> end(successor, outcome, told));
    } catch (IOException e) {
      isUnderWay.set(false);
      told.accept(Words.FAILED + " its successor cannot be started: " + Failures.oneLine(e));
    }
  }

  private void end(Process successor, String outcome, Consumer<String> told) {
    if (!predecessor.replaced().isDone()) {
      successor.destroyForcibly();
      isUnderWay.set(false);
    }
    told.accept(outcome);
  }
}
