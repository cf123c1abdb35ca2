package org.ngrokd.server.acme.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.acme.challenge.Published;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes records by a program of the user's: {@code PROGRAM present NAME VALUE}, and later
 * {@code PROGRAM cleanup NAME VALUE}, with our own environment. It ends with 0 when it has done so.
 * Safe from any thread; the program may run several times at once.
 */
public final class DnsHook implements DnsPublisher {
  /** Command lines of cloud providers take seconds. */
  public static final Duration MOST = Duration.ofMinutes(2);

  /** Names come from a CA: a hook may be a script that takes others for something else. */
  private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._-]*";

  /** Of what it says, for the log. */
  private static final int MOST_OUTPUT = 8_192;

  private static final Logger LOG = LoggerFactory.getLogger(DnsHook.class);

  private final List<String> program;
  private final Duration most;
  private final AwaitRecord seen;

  /**
   * @param program with its first arguments
   * @param most how long it may run
   * @param seen waits until the record is there
   */
  public DnsHook(List<String> program, Duration most, AwaitRecord seen) {
    this.program = List.copyOf(program);
    this.most = most;
    this.seen = seen;
  }

  /** Whose names it can publish is known by the program alone. */
  @Override
  public boolean can(String record) {
    return true;
  }

  @Override
  public Published publish(String record, String value) throws IOException, InterruptedException {
    if (!record.matches(NAME)) {
      throw new IOException("'" + Printable.field(record) + "' is no name for -acmeDnsHook");
    }
    run("present", record, value);
    Published published = () -> remove(record, value);
    try {
      seen.await(record, value);
      return published;
    } catch (IOException | InterruptedException | RuntimeException e) {
      published.close();
      throw e;
    }
  }

  private void remove(String record, String value) {
    boolean isInterrupted = Thread.interrupted(); // the server stops, but this is still to be done
    try {
      run("cleanup", record, value);
    } catch (IOException e) {
      LOG.warn("The TXT record of {} may be left: {}", record, e.getMessage());
    } catch (InterruptedException e) {
      isInterrupted = true;
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(String what, String record, String value)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(what, record, value));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(
          "-acmeDnsHook cannot be run: %s; it has to be a program, with its whole path"
              .formatted(Failures.oneLine(e)),
          e);
    }
    process.getOutputStream().close();
    CompletableFuture<String> said = said(process);
    try {
      if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
        stop(process); // or what it said would not end
        throw failed(what, record, "did not end within " + most.toSeconds() + " s", said);
      }
      if (process.exitValue() != 0) {
        throw failed(what, record, "ended with " + process.exitValue(), said);
      }
    } finally {
      stop(process);
    }
  }

  private static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** What it says is read, or it would wait for that. */
  private static CompletableFuture<String> said(Process process) {
    CompletableFuture<String> said = new CompletableFuture<>();
    Thread reading =
        new Thread(
            () -> {
              ByteArrayOutputStream first = new ByteArrayOutputStream();
              try (InputStream in = process.getInputStream()) {
                byte[] buffer = new byte[1024];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  first.write(buffer, 0, Math.min(n, MOST_OUTPUT - first.size()));
                }
              } catch (IOException e) {
                // it was ended, and its output with it
              }
              said.complete(first.toString(StandardCharsets.UTF_8));
            },
            "certificates-hook");
    reading.setDaemon(true);
    reading.start();
    return said;
  }

  private IOException failed(String what, String record, String how, CompletableFuture<String> said)
      throws InterruptedException {
    String output;
    try {
      output = said.get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      output = "";
    }
    String line = output.strip().replaceAll("\\s*\\R\\s*", " | ");
    return new IOException(
        "-acmeDnsHook %s %s %s%s"
            .formatted(what, record, how, line.isEmpty() ? "" : ": " + Printable.sentence(line)));
  }
}
