package org.ngrokd.server.cluster.check;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that ends with this one, however that ends. Used by one thread. */
final class Child {
  /** Its standard input ends when this JVM does, and the child with it. */
  private static final String SCRIPT =
      """
      log=$1
      shift
      "$@" </dev/null >>"$log" 2>&1 &
      echo "$!"
      unset LD_PRELOAD
      cat >/dev/null
      kill -KILL $! 2>/dev/null
      wait
      """;

  private final Process script;
  private final long pid;

  private Child(Process script, long pid) {
    this.script = script;
    this.pid = pid;
  }

  /**
   * Starts one.
   *
   * @param environment added to ours
   * @param log to which it writes
   */
  static Child start(Map<String, String> environment, Path log, List<String> command)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh", log.toString()));
    if (!environment.isEmpty()) {
      all.add("env");
      environment.forEach((name, value) -> all.add(name + "=" + value));
    }
    all.addAll(command);
    try (var there = Files.newOutputStream(log, CREATE, APPEND)) {
      there.flush(); // whoever looks into it finds it
    }
    Process script = new ProcessBuilder(all).redirectErrorStream(true).start();
    return new Child(script, Long.parseLong(script.inputReader().readLine()));
  }

  boolean runs() {
    return ProcessHandle.of(pid).isPresent();
  }

  /**
   * Sends a signal.
   *
   * @param name as "STOP"
   */
  void signal(String name) throws IOException, InterruptedException {
    int unused = new ProcessBuilder("kill", "-" + name, "" + pid).start().waitFor();
  }

  /** Waits for its end, and sees to it after a while. */
  void end(int seconds) throws IOException, InterruptedException {
    for (int i = 0; i < seconds * 10 && runs(); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    script.getOutputStream().close();
    int unused = script.waitFor();
  }

  void kill() throws IOException, InterruptedException {
    signal("KILL");
    end(0);
  }
}
