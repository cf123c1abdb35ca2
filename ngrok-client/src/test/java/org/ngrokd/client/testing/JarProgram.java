package org.ngrokd.client.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One of our programs as a process that can be started again and again. Its home, and with it all
 * that it keeps, is the directory of its output.
 */
public class JarProgram {
  private final List<String> command = new ArrayList<>();
  private final Path output;
  private final String ready;
  private volatile Process process;

  /**
   * Starts it.
   *
   * @param size words for Java, as how much memory it may have
   * @param output file for what it prints
   * @param ready a word in its output that says that it is up
   */
  protected JarProgram(
      Path jar, List<String> size, Path output, String ready, List<String> arguments)
      throws IOException {
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(size);
    command.add("-jar");
    command.add(jar.toAbsolutePath().toString());
    command.addAll(arguments);
    this.output = output;
    this.ready = ready;
    this.process = launch();
  }

  private Process launch() throws IOException {
    Path home = output.toAbsolutePath().resolveSibling(".").normalize();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("NGROKD_HOME", home.resolve("state").toString());
    builder.environment().put("HOME", home.toString());
    builder
        .environment()
        .keySet()
        .removeAll(List.of("VHOST", "REGISTRY_CACHE_FILE", "http_proxy", "JAVA_TOOL_OPTIONS"));
    return builder.start();
  }

  /** What a server on these ports of loopback is given; tunnels are below localhost. */
  public static List<String> serverArguments(int http, int https, int tunnel, int metrics) {
    return List.of(
        "-domain",
        "localhost",
        "-bind",
        "127.0.0.1",
        "-httpAddr",
        "127.0.0.1:" + http,
        "-httpsAddr",
        "127.0.0.1:" + https,
        "-tunnelAddr",
        "127.0.0.1:" + tunnel,
        "-metricsAddr",
        "127.0.0.1:" + metrics);
  }

  /** Once more, after its end. */
  public final void start() throws IOException {
    process = launch();
  }

  /** Waits until it says that it is up. */
  public final void awaitReady(Duration patience) throws IOException, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (!text().contains(ready)) {
      if (!process.isAlive() || System.nanoTime() > until) {
        throw new IOException(command + " is not up:\n" + text());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** All that it has printed, one byte in each character. */
  public final String text() throws IOException {
    return Files.exists(output) ? Files.readString(output, StandardCharsets.ISO_8859_1) : "";
  }

  /** Bytes that it has printed. */
  public final long printed() throws IOException {
    return Files.size(output);
  }

  /** The process of its last start. */
  protected final Process process() {
    return process;
  }

  /** Whether it has not ended. */
  public final boolean isAlive() {
    return process.isAlive();
  }

  /** The id of its process. */
  public final long pid() {
    return process.pid();
  }

  /** SIGKILL. */
  public final void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
