package org.ngrokd.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
    return !atWork().isEmpty();
  }

  /**
   * How often the busiest of them has work when one looks again and again: one that asks without
   * end always has, one that only wakes often is now and then met awake, most of all where waking
   * takes long.
   *
   * @param pause from a look to the next
   */
  int looksThatFindTheBusiestAtWork(int looks, Duration pause)
      throws IOException, InterruptedException {
    Map<Path, Integer> times = new HashMap<>();
    for (int look = 0; look < looks; look++) {
      for (Path each : atWork()) {
        times.merge(each, 1, Integer::sum);
      }
      TimeUnit.NANOSECONDS.sleep(pause.toNanos()); // a span to look at
    }
    return times.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private List<Path> atWork() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path each : (Iterable<Path>) threads::iterator) {
        if (isAtWork(each)) {
          found.add(each);
        }
      }
    }
    return found;
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
