package org.ngrokd.client.program;

import java.io.FileInputStream;
import java.io.IOException;
import org.ngrokd.kit.cli.Signals;

/**
 * The signals by which a client reads its config file anew. SIGHUP also says that a terminal is
 * gone, and then the client has to go, as ever: it is taken for an order only where there is no
 * terminal, as below a service manager. SIGUSR1, which 'ngrok config reload' sends, is always one.
 */
final class ReloadSignals {
  static final String BY_COMMAND = "USR1";
  private static final String HANGUP = "HUP";
  private static final String TERMINAL = "/dev/tty";

  private ReloadSignals() {}

  /** From now on they run this. */
  static void run(Runnable reload) {
    Signals signals = Signals.ofProcess();
    signals.on(BY_COMMAND, reload);
    if (!hasTerminal()) {
      signals.on(HANGUP, reload);
    }
  }

  /** Whether one controls this process, wherever its output goes. */
  private static boolean hasTerminal() {
    try (FileInputStream terminal = new FileInputStream(TERMINAL)) {
      return terminal.getFD().valid();
    } catch (IOException e) {
      return false;
    }
  }
}
