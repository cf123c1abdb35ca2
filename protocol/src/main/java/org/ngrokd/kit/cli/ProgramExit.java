package org.ngrokd.kit.cli;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends a program that runs until it is told to stop. Ctrl+C and SIGTERM are the ordinary way to
 * stop it, so they end in exit code 0 (a JVM of its own would say 130 or 143).
 */
public final class ProgramExit {
  /**
   * An event loop does not turn any more. That of sysexits.h for a fault of the program; service
   * managers start it again, as after any code but 0.
   */
  public static final int STUCK = 70;

  private final AtomicInteger code = new AtomicInteger();

  private ProgramExit() {}

  /** When the process is told to end, {@code stop} is run first. */
  public static ProgramExit stoppingWith(Runnable stop) {
    ProgramExit exit = new ProgramExit();
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> exit.end(stop), "stop"));
    } catch (IllegalStateException e) {
      exit.end(stop); // it has been told to end while it began
    }
    return exit;
  }

  private void end(Runnable stop) {
    stop.run();
    System.out.flush();
    Runtime.getRuntime().halt(code.get());
  }

  /** The exit code for when the program ends by itself, after the clean stop. */
  public void code(int exitCode) {
    code.set(exitCode);
  }
}
