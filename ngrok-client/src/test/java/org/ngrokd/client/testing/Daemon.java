package org.ngrokd.client.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs until it is told to stop. */
public final class Daemon implements AutoCloseable {
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private static final Duration PATIENCE_TO_STOP = Duration.ofSeconds(20);

  private final Process process;
  private final Path output;

  private Daemon(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it. */
  public static Daemon start(Path output, List<String> command) throws IOException {
    return new Daemon(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  /** Waits until something listens on the port. */
  public Daemon awaitPort(int port) throws IOException, InterruptedException {
    return await(() -> accepts(port), "does not listen on " + port);
  }

  /** Waits until the output has this text. */
  public Daemon awaitText(String text) throws IOException, InterruptedException {
    return await(() -> Files.readString(output).contains(text), "did not say '" + text + "'");
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private Daemon await(Condition condition, String failure)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.holds()) {
      if (!process.isAlive() || System.nanoTime() > until) {
        String said = Files.readString(output);
        close();
        throw new IOException(process.info().command().orElse("") + " " + failure + ": " + said);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return this;
  }

  private static boolean accepts(int port) {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The process. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Stops it, and what it has started. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    process
        .onExit()
        .completeOnTimeout(process, PATIENCE_TO_STOP.toSeconds(), TimeUnit.SECONDS)
        .join()
        .destroyForcibly();
    children.forEach(ProcessHandle::destroy);
  }
}
