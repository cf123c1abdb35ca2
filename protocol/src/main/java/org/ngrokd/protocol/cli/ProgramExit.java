package org.ngrokd.protocol.cli;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends a program that runs until it is told to stop. Ctrl+C and SIGTERM are the ordinary way to
 * stop it, so they end in exit code 0 (a JVM of its own would say 130 or 143).
 */
public final class ProgramExit {
  private final AtomicInteger code = new AtomicInteger();

  private ProgramExit() {}

  /** On Ctrl+C, SIGTERM or {@link #exit}, {@code stop} is run and the process ends. */
  public static ProgramExit stoppingWith(Runnable stop) {
    ProgramExit exit = new ProgramExit();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.run();
                  System.out.flush();
                  Runtime.getRuntime().halt(exit.code.get());
                },
                "stop"));
    return exit;
  }

  /** Ends the process with this exit code, after the clean stop. Does not return. */
  public void exit(int exitCode) {
    code.set(exitCode);
    System.exit(exitCode);
  }
}
