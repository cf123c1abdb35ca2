package org.ngrokd.server.handover;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.cli.OwnProgram;

/**
 * The command that this process was started by, to be started once more as its successor: the same
 * words, looked up anew, so that it is the program that is installed by now. Output goes where ours
 * does.
 *
 * @param words the program and its arguments
 */
public record OwnCommand(List<String> words) {
  private static final String TAKE_OVER = "-takeOver";

  /** What a service manager says to one process alone. */
  private static final List<String> OURS_ALONE =
      List.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "WATCHDOG_PID");

  public OwnCommand {
    words = List.copyOf(words);
  }

  /** Of this process; no words where the system does not tell them. */
  public static OwnCommand ofProcess() {
    return new OwnCommand(OwnProgram.words());
  }

  /** Starts it as a successor. */
  Process start() throws IOException {
    List<String> command = new ArrayList<>(words);
    command.removeIf(word -> word.equals(TAKE_OVER) || word.equals("-" + TAKE_OVER));
    command.add(TAKE_OVER);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    OURS_ALONE.forEach(builder.environment()::remove);
    return builder.start();
  }
}
