package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as a process whose standard output is a pipe to this test. Used by one thread. */
final class ServerProcess implements AutoCloseable {
  /** Whoever runs the tests may ignore signals (nohup), and a child of his would, too. */
  private static final List<String> SIGNALS = List.of("env", "--default-signal=HUP");

  /** The longest that a test has to do with one. */
  private static final int LIFE_SECONDS = 120;

  private static final int PATIENCE_SECONDS = 120;
  private static final Pattern PORT = Pattern.compile(" on 127\\.0\\.0\\.1:([0-9]+)$");

  private final Process process;
  private final BufferedReader output;

  private ServerProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 1);
  }

  /**
   * Starts one.
   *
   * @param jvm options of the JVM
   */
  static ServerProcess start(Path state, List<String> jvm, String... extra) throws IOException {
    return start(state, new Launch(List.of(), jvm, Map.of()), extra);
  }

  /**
   * How it is launched.
   *
   * @param by a program and its arguments, behind which the command stands
   * @param jvm options of the JVM
   * @param environment added to ours
   */
  record Launch(List<String> by, List<String> jvm, Map<String, String> environment) {}

  /** Starts one by another program. */
  static ServerProcess start(Path state, Launch launch, String... extra) throws IOException {
    List<String> command = new ArrayList<>(SIGNALS);
    command.addAll(launch.by());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(launch.jvm());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "-domain=tunnel.example",
            "-httpAddr=127.0.0.1:0",
            "-httpsAddr=",
            "-tunnelAddr=127.0.0.1:0"));
    command.addAll(List.of(extra));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("NGROKD_HOME", state.toString());
    builder.environment().putAll(launch.environment());
    Process process = builder.start();
    CompletableFuture.delayedExecutor(LIFE_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly); // or who waits for a line of it would wait for ever
    return new ServerProcess(process);
  }

  long pid() {
    return process.pid();
  }

  /** As a service manager would; {@link Process#destroy} would close the pipe too. */
  void terminate() {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  /**
   * Sends a signal.
   *
   * @param name "HUP"
   */
  void signal(String name) throws IOException, InterruptedException {
    int done = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    assertThat(done).isZero();
  }

  /** The next line with this text. */
  String awaitLine(String text) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.contains(text)) {
        return line;
      }
    }
    throw new AssertionError("no line with '" + text + "'");
  }

  /** The port in the next line with this text. */
  int awaitPort(String text) throws IOException {
    Matcher port = PORT.matcher(awaitLine(text));
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  /** All that is still written until it ends. */
  List<String> rest() {
    return output.lines().toList();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
