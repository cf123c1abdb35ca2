package org.ngrokd.client;

import java.io.PrintWriter;
import java.util.List;
import org.ngrokd.client.config.ClientConfig;

/**
 * {@code ngrok diagnose}: goes the way of a visitor step by step, a line for each, and stops at the
 * first that does not work, with what cures it.
 */
final class Diagnosis {
  private final PrintWriter out;
  private final List<Step> steps;

  /** One step on the way. */
  interface Step {
    /** In a word. */
    String name();

    /**
     * Takes it.
     *
     * @return what was found, in one line
     * @throws StepException when it does not work
     */
    String take() throws StepException, InterruptedException;
  }

  /** A step that does not work: the message says why, and what to do. */
  static final class StepException extends Exception {
    private static final long serialVersionUID = 1L;

    StepException(String message) {
      super(message, null, false, false);
    }
  }

  Diagnosis(PrintWriter out, List<Step> steps) {
    this.out = out;
    this.steps = List.copyOf(steps);
  }

  /** All the way to the server that the configuration names, and from its public side back. */
  static Diagnosis of(ClientConfig config, PrintWriter out) {
    return new Diagnosis(
        out,
        config.httpProxy().isPresent()
            ? List.of(new TunnelProbe(config)) // the proxy looks names up and connects
            : List.of(
                new ServerProbe.Name(config.server()),
                new ServerProbe.Connection(config.server()),
                new ServerProbe.Certificate(config.server(), config.trust()),
                new TunnelProbe(config)));
  }

  /** Whether everything works. */
  boolean run() throws InterruptedException {
    for (Step step : steps) {
      try {
        print("ok", step, step.take());
      } catch (StepException e) {
        print("FAILED", step, String.valueOf(e.getMessage()));
        return false;
      }
    }
    return true;
  }

  private void print(String result, Step step, String text) {
    out.printf("%-7s%-12s%s%n", result, step.name(), text);
    out.flush();
  }
}
