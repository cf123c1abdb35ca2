package org.ngrokd.server.cli.admin;

import org.ngrokd.kit.cli.Interactive;
import org.ngrokd.kit.cli.ProgramExit;
import picocli.CommandLine.Option;

/** One whose answer can be looked at again and again. */
abstract class WatchCommand extends AskCommand {
  /** What a table may take. */
  static final int WIDTH = 80;

  private static final long PAUSE_MILLIS = 2000;

  /** To the corner, and everything away. */
  private static final String CLEAR = "\033[H\033[2J\033[3J";

  @Option(
      names = {"-watch", "--watch"},
      description = "Ask again every two seconds, until it is stopped.")
  private boolean watch;

  /** What is asked for. */
  abstract String target();

  @Override
  final void ask() throws InterruptedException {
    if (watch) {
      ProgramExit unused = ProgramExit.stoppingWith(() -> {});
    }
    boolean isTerminal = Interactive.isTerminal();
    do {
      if (watch && isTerminal) {
        System.out.print(CLEAR);
        System.out.flush();
      }
      askOnce("GET", target());
      if (watch) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } while (watch);
  }
}
