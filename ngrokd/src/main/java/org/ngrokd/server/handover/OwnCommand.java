package org.ngrokd.server.handover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that this process was started by, to be started once more as its successor: the same
 * words, looked up anew, so that it is the program that is installed by now. Output goes where ours
 * does.
 *
 * @param words the program and its arguments
 */
public record OwnCommand(List<String> words) {
  private static final Path OF_PROCESS = Path.of("/proc/self/cmdline");
  private static final String TAKE_OVER = "-takeOver";

  /** What a service manager says to one process alone. */
  private static final List<String> OURS_ALONE =
      List.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "WATCHDOG_PID");

  public OwnCommand {
    words = List.copyOf(words);
  }

  /** Of this process; no words where the system does not tell them. */
  public static OwnCommand ofProcess() {
    try {
      String all = Files.readString(OF_PROCESS, StandardCharsets.UTF_8);
      return new OwnCommand(all.isEmpty() ? List.of() : List.of(all.split("\0", -1)).subList(0, count(all)));
    } catch (IOException | RuntimeException e) {
      return new OwnCommand(List.of()); // no Linux, or names in another charset
    }
  }

  /** Each word ends in a 0. */
  private static int count(String all) {
    return (int) all.chars().filter(each -> each == 0).count();
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
