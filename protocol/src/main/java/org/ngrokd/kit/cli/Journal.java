package org.ngrokd.kit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The journal of systemd, which a service's output goes to: it takes a line's priority from a mark
 * in front of it, and shows neither the mark nor the line where nobody looks for it. sd-daemon(3).
 */
public final class Journal {
  public static final int ERROR = 3;
  public static final int WARNING = 4;
  public static final int INFO = 6;
  public static final int DEBUG = 7;

  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;

  private Journal() {}

  /** Whether standard output goes there. */
  public static boolean takesOutput() {
    return takes(System.getenv(), STANDARD_OUTPUT);
  }

  /** Whether errors of the program go there. */
  public static boolean takesErrors() {
    return takes(System.getenv(), STANDARD_ERROR);
  }

  /**
   * Whether a file descriptor is the journal's: a service may have sent it elsewhere, and a child
   * of it may have inherited the variable.
   */
  static boolean takes(Map<String, String> environment, int descriptor) {
    String stream = environment.getOrDefault("JOURNAL_STREAM", "");
    if (stream.isEmpty()) {
      return false;
    }
    Path open = Path.of("/proc/self/fd", Integer.toString(descriptor));
    try {
      return stream.equals(
          Files.getAttribute(open, "unix:dev") + ":" + Files.getAttribute(open, "unix:ino"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false; // no Linux
    }
  }

  /** Marks each line. */
  public static String marked(int priority, String lines) {
    return lines.lines().map(line -> "<" + priority + ">" + line).collect(Collectors.joining("\n"));
  }
}
