package org.ngrokd.kit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that this process was started by. */
public final class OwnProgram {
  private static final Path OF_PROCESS = Path.of("/proc/self/cmdline");

  private OwnProgram() {}

  /** All its words; none where the system does not tell them. */
  public static List<String> words() {
    try {
      String all = Files.readString(OF_PROCESS, StandardCharsets.UTF_8);
      int count = (int) all.chars().filter(each -> each == 0).count(); // each word ends in one
      return List.of(all.split("\0", -1)).subList(0, count);
    } catch (IOException | RuntimeException e) {
      return elsewhere(); // no Linux, or names in another charset
    }
  }

  private static List<String> elsewhere() {
    ProcessHandle.Info info = ProcessHandle.current().info();
    List<String> words = new ArrayList<>();
    if (info.command().isPresent() && info.arguments().isPresent()) {
      words.add(info.command().get());
      words.addAll(List.of(info.arguments().get()));
    }
    return words;
  }

  /**
   * What stands before the arguments of {@code main}: the program alone, or java and its options.
   *
   * @param arguments how many of those there are
   */
  public static List<String> withoutArguments(int arguments) {
    List<String> all = words();
    return all.size() <= arguments ? List.of() : all.subList(0, all.size() - arguments);
  }
}
