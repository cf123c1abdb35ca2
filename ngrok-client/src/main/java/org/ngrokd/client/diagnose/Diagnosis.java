package org.ngrokd.client.diagnose;

import java.io.PrintWriter;
import java.util.List;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.kit.text.Printable;

/**
 * {@code ngrok diagnose}: goes the way of a visitor step by step, a line for each, and stops at the
 * first that does not work, with what cures it. The local services come last, each by itself.
 */
public final class Diagnosis {
  private final PrintWriter out;
  private final List<Step> way;
  private final List<Step> services;

  /** One step on the way. */
  public interface Step {
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
  public static final class StepException extends Exception {
    private static final long serialVersionUID = 1L;

    public StepException(String message) {
      super(message, null, false, false);
    }
  }

  public Diagnosis(PrintWriter out, List<Step> way, List<Step> services) {
    this.out = out;
    this.way = List.copyOf(way);
    this.services = List.copyOf(services);
  }

  /**
   * All the way to the server that the configuration names, from its public side back, and to the
   * local services of its tunnels.
   */
  public static Diagnosis of(ClientConfig config, PrintWriter out) {
    return new Diagnosis(
        out,
        config.httpProxy().isPresent()
            ? List.of(new TunnelProbe(config)) // the proxy looks names up and connects
            : List.of(
                new ServerProbe.Name(config.server()),
                new ServerProbe.Connection(config.server()),
                new ServerProbe.Certificate(config.server(), config.trust()),
                new TunnelProbe(config)),
        config.tunnels().stream().flatMap(tunnel -> LocalProbe.of(tunnel).stream()).toList());
  }

  /** Whether everything works. */
  public boolean run() throws InterruptedException {
    boolean works = true;
    for (Step step : way) {
      works = works && take(step);
    }
    for (Step service : services) {
      works &= take(service);
    }
    return works;
  }

  private boolean take(Step step) throws InterruptedException {
    try {
      print("ok", step, step.take());
      return true;
    } catch (StepException e) {
      print("FAILED", step, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void print(String result, Step step, String text) {
    out.println(Printable.line("%-7s%-12s%s".formatted(result, step.name(), text)));
    out.flush();
  }
}
