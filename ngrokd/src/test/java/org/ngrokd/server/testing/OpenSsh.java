package org.ngrokd.server.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * OpenSSH's client, run as it is typed into a shell. Nothing of this machine's user counts: no
 * configuration, keys, agent or known hosts.
 */
public final class OpenSsh implements AutoCloseable {
  private static final String PROGRAM = "/usr/bin/ssh";
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final BlockingQueue<String> out;
  private final BlockingQueue<String> err;

  private OpenSsh(Process process) {
    this.process = process;
    this.out = lines(process.getInputStream());
    this.err = lines(process.getErrorStream());
  }

  /** Where somebody types, with a configuration of his own. */
  public static final class Shell {
    private final Path home;

    /**
     * Skips the test where ssh is not installed.
     *
     * @param home is made
     * @param port of the gateway, where a command does not say it
     */
    public Shell(Path home, int port) {
      assumeTrue(Files.isExecutable(Path.of(PROGRAM)), "OpenSSH's client is not installed");
      this.home = home;
      try {
        Files.createDirectories(home);
        executable("ssh", "exec " + PROGRAM + " -F " + home.resolve("config") + " \"$@\"");
        executable("askpass", "cat " + home.resolve("password"));
        Files.writeString(
            home.resolve("config"),
            """
            Host *
              Port %d
              UserKnownHostsFile /dev/null
              GlobalKnownHostsFile /dev/null
              StrictHostKeyChecking no
              IdentityFile none
              IdentitiesOnly yes
              IdentityAgent none
              NumberOfPasswordPrompts 1
              LogLevel ERROR
            """
                .formatted(port));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void executable(String name, String text) throws IOException {
      Path file = Files.writeString(home.resolve(name), "#!/bin/sh\n" + text + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    public Path home() {
      return home;
    }

    /** What is answered when a password is asked for. */
    public Shell withPassword(String password) {
      try {
        Files.writeString(home.resolve("password"), password + "\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    /**
     * Types a command.
     *
     * @param command its first word is "ssh"
     */
    public OpenSsh type(String command) {
      ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", "exec " + command);
      Map<String, String> environment = shell.environment();
      String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
      environment.clear();
      environment.putAll(
          Map.of(
              "PATH",
              home + File.pathSeparator + path,
              "HOME",
              home.toString(),
              "SSH_ASKPASS",
              home.resolve("askpass").toString(),
              "SSH_ASKPASS_REQUIRE",
              "force"));
      try {
        return new OpenSsh(shell.directory(home.toFile()).start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static BlockingQueue<String> lines(InputStream from) {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader text =
                  new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                text.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                lines.add("broken off: " + e.getMessage());
              }
            },
            "reads ssh");
    reader.setDaemon(true);
    reader.start();
    return lines;
  }

  /** The next line on standard output. */
  public String line() throws InterruptedException {
    String line = out.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("ssh says nothing, but for " + err + "; it runs: " + isAlive());
    }
    return line;
  }

  public List<String> lines(int count) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(line());
    }
    return lines;
  }

  /** The next line on standard error that is as wanted. */
  public String complaint(Predicate<String> isWanted) throws InterruptedException {
    List<String> others = new ArrayList<>();
    String line = err.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    while (line != null && !isWanted.test(line)) {
      others.add(line);
      line = err.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    if (line == null) {
      throw new AssertionError("ssh says nothing of it, but " + others);
    }
    return line;
  }

  /** What it has said on standard error, but for what was taken. */
  public String saidSoFar() {
    return String.join("\n", err);
  }

  /** What a program behind it reads and writes. */
  public Process process() {
    return process;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("ssh does not end; it said " + out + " and " + err);
    }
    return process.exitValue();
  }

  /** All that it still had to say on standard error when it has ended. */
  public String complaints() throws InterruptedException {
    return String.join("\n", rest(err));
  }

  /** The same of standard output. */
  public List<String> rest() throws InterruptedException {
    return rest(out);
  }

  private List<String> rest(BlockingQueue<String> from) throws InterruptedException {
    int unused = exitCode();
    List<String> rest = new ArrayList<>();
    // its readers are behind it by a little
    for (String line = next(from); line != null; line = next(from)) {
      rest.add(line);
    }
    return rest;
  }

  private static String next(BlockingQueue<String> from) throws InterruptedException {
    return from.poll(200, TimeUnit.MILLISECONDS);
  }

  /** As {@code kill -9}: nobody is told anything. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    process.destroy();
    kill();
  }
}
