package org.ngrokd.client.siege;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.testing.JarProgram;

/** A program of ours as a process, of the smallest size that the packages start it with. */
final class Program extends JarProgram implements AutoCloseable {
  /** As in the README's systemd unit. */
  private static final List<String> SIZE =
      List.of(
          "-XX:+UseSerialGC",
          "-Xss512k",
          "-Xmx256m",
          "-XX:MaxDirectMemorySize=96m",
          "-XX:+ExitOnOutOfMemoryError");

  /**
   * Starts it.
   *
   * @param output file for what it prints
   * @param ready a word in its output that says that it is up
   */
  Program(Path jar, Path output, String ready, List<String> arguments) throws IOException {
    super(jar, SIZE, output, ready, arguments);
    // whatever happens to the siege, nothing of it is left behind
    Runtime.getRuntime().addShutdownHook(new Thread(() -> process().destroyForcibly()));
  }

  /** How it ended; only once it has. */
  int exitCode() {
    return process().exitValue();
  }

  /** Open file descriptors; 0 when it has ended. */
  int descriptors() {
    String[] open = new File("/proc/" + pid() + "/fd").list();
    return open == null ? 0 : open.length;
  }

  /** Collects garbage in it. */
  void collect() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/jcmd",
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                Long.toString(pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!jcmd.waitFor(10, TimeUnit.SECONDS)) {
      jcmd.destroyForcibly();
    }
  }

  @Override
  public void close() {
    Process process = process();
    process.destroy();
    process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
  }
}
