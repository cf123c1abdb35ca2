package org.ngrokd.client.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the two programs as a process that can be started again and again. */
final class SoakProgram implements AutoCloseable {
  private final List<String> command = new ArrayList<>();
  private final Path output;
  private final String ready;
  private Process process;

  /**
   * Starts it.
   *
   * @param ready a word in its output that says that it is up
   */
  SoakProgram(Path jar, Path output, String ready, String... arguments) throws IOException {
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(
        List.of(
            "-Xmx160m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:NativeMemoryTracking=summary",
            "-jar"));
    command.add(jar.toString());
    command.addAll(List.of(arguments));
    this.output = output;
    this.ready = ready;
    this.process = launch();
  }

  private Process launch() throws IOException {
    Files.deleteIfExists(output);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("NGROKD_HOME", output.resolveSibling("state").toString());
    builder.environment().keySet().removeAll(List.of("VHOST", "REGISTRY_CACHE_FILE", "http_proxy"));
    return builder.start();
  }

  void start() throws IOException {
    process = launch();
  }

  /** Waits until it says that it is up. */
  void awaitReady(Duration patience) throws IOException, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (!text().contains(ready)) {
      if (!process.isAlive() || System.nanoTime() > until) {
        throw new IOException(command + " is not up:\n" + text());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  String text() throws IOException {
    return Files.exists(output) ? Files.readString(output, StandardCharsets.UTF_8) : "";
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM; gives the exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      kill();
      return -1;
    }
    return process.exitValue();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
