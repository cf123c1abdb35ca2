package org.ngrokd.client.siege;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of ours as a process, of the smallest size that the packages start it with. */
final class Program implements AutoCloseable {
  /** As in the README's systemd unit. */
  private static final List<String> SIZE =
      List.of(
          "-XX:+UseSerialGC",
          "-Xss512k",
          "-Xmx256m",
          "-XX:MaxDirectMemorySize=96m",
          "-XX:+ExitOnOutOfMemoryError");

  private final List<String> command = new ArrayList<>();
  private final Path output;
  private final String ready;
  private Process process;

  /**
   * Starts it.
   *
   * @param output file for what it prints
   * @param ready a word in its output that says that it is up
   */
  Program(Path jar, Path output, String ready, List<String> arguments) throws IOException {
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(SIZE);
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(arguments);
    this.output = output;
    this.ready = ready;
    this.process = launch();
    // whatever happens to the siege, nothing of it is left behind
    Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
  }

  private Process launch() throws IOException {
    Path home = output.toAbsolutePath().resolveSibling(".").normalize();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("NGROKD_HOME", output.resolveSibling("state").toString());
    builder.environment().put("HOME", home.toString());
    builder
        .environment()
        .keySet()
        .removeAll(List.of("VHOST", "REGISTRY_CACHE_FILE", "http_proxy", "JAVA_TOOL_OPTIONS"));
    return builder.start();
  }

  /** Once more, after its end. */
  void start() throws IOException {
    process = launch();
  }

  void awaitReady(Duration patience) throws IOException, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (!text().contains(ready)) {
      if (!process.isAlive() || System.nanoTime() > until) {
        throw new IOException(command + " is not up:\n" + text());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** All that it has printed. */
  String text() throws IOException {
    return Files.exists(output) ? Files.readString(output, StandardCharsets.ISO_8859_1) : "";
  }

  /** Bytes that it has printed. */
  long printed() throws IOException {
    return Files.size(output);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** How it ended; only once it has. */
  int exitCode() {
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  /** Open file descriptors; 0 when it has ended. */
  int descriptors() {
    String[] open = new File("/proc/" + process.pid() + "/fd").list();
    return open == null ? 0 : open.length;
  }

  /** Collects garbage in it. */
  void collect() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/jcmd",
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                Long.toString(process.pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!jcmd.waitFor(10, TimeUnit.SECONDS)) {
      jcmd.destroyForcibly();
    }
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
  }
}
