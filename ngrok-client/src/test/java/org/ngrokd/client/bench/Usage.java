package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes have used, as /proc tells. */
final class Usage {
  private static final double TICKS_PER_SECOND = 100;
  private static final int UTIME = 11;

  private Usage() {}

  /** User and system time so far, in seconds. */
  static double cpuSeconds(List<ProcessHandle> processes) throws IOException {
    long ticks = 0;
    for (ProcessHandle process : processes) {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      ticks += Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Resident memory of each process, in MiB. */
  static List<Long> residentMib(List<ProcessHandle> processes) throws IOException {
    return mib(processes, "VmRSS:");
  }

  /** The most that was resident of each process since it started, in MiB. */
  static List<Long> peakMib(List<ProcessHandle> processes) throws IOException {
    return mib(processes, "VmHWM:");
  }

  private static List<Long> mib(List<ProcessHandle> processes, String field) throws IOException {
    List<Long> sizes = new java.util.ArrayList<>();
    for (ProcessHandle process : processes) {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith(field)) {
          sizes.add(Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024);
        }
      }
    }
    return sizes;
  }
}
