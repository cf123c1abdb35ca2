package org.ngrokd.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the threads of a process are at, as the system tells it: who has work runs or waits for a
 * processor, however fast or busy the machine is. Linux only.
 */
final class ProcessThreads {
  private final Path tasks;

  ProcessThreads(Process process) {
    this.tasks = Path.of("/proc", Long.toString(process.pid()), "task");
  }

  /** Whether one of them has work at this moment; the virtual machine's compilers do not count. */
  boolean anyAtWork() throws IOException {
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path each : (Iterable<Path>) threads::iterator) {
        if (isAtWork(each)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isAtWork(Path thread) throws IOException {
    try {
      String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
      int nameEnds = stat.lastIndexOf(')');
      String name = stat.substring(stat.indexOf('(') + 1, nameEnds);
      return stat.charAt(nameEnds + 2) == 'R' && !name.matches("C[12] Compiler.*");
    } catch (NoSuchFileException endedMeanwhile) {
      return false;
    }
  }
}
