package org.ngrokd.client.soak;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Java process uses, as seen from outside: sizes in KiB, heap after a collection.
 *
 * @param direct what native memory tracking calls "Other": Netty's buffers
 */
record Figures(long heap, long direct, long resident, long threads, long descriptors) {
  private static final Pattern LIVE_BYTES = Pattern.compile("(?m)^Total +[0-9]+ +([0-9]+)");
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=[0-9]+KB, committed=([0-9]+)KB");

  /** Measures a process that was started with {@code -XX:NativeMemoryTracking=summary}. */
  static Figures of(long pid) throws IOException, InterruptedException {
    long used = Math.min(liveKib(pid), Math.min(liveKib(pid), liveKib(pid)));
    Matcher other = OTHER.matcher(jcmd(pid, "VM.native_memory", "summary"));
    long direct = other.find() ? Long.parseLong(other.group(1)) : 0;
    String[] open = new File("/proc/" + pid + "/fd").list();
    return new Figures(
        used, direct, status(pid, "VmRSS"), status(pid, "Threads"), open == null ? 0 : open.length);
  }

  /**
   * What the objects take that are in use, counted by the collection itself: between a collection
   * and a question for the heap a slow machine finds time for megabytes of garbage.
   */
  private static long liveKib(long pid) throws IOException, InterruptedException {
    Matcher live = LIVE_BYTES.matcher(jcmd(pid, "GC.class_histogram"));
    if (!live.find()) {
      throw new IOException("jcmd told of no total");
    }
    return Long.parseLong(live.group(1)) / 1024;
  }

  private static long status(long pid, String key) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith(key + ":")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no " + key);
  }

  private static String jcmd(long pid, String... command) throws IOException, InterruptedException {
    String[] all = new String[command.length + 2];
    all[0] = System.getProperty("java.home") + "/bin/jcmd";
    all[1] = Long.toString(pid);
    System.arraycopy(command, 0, all, 2, command.length);
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd failed: " + text);
    }
    return text;
  }
}
