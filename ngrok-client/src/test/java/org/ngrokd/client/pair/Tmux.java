package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A terminal with a shell in it, which can be typed into and looked at: one window of a tmux server
 * of its own.
 */
final class Tmux implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/tmux");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final ProcessHandle shell;

  private Tmux(Path directory, int columns, int rows) {
    this.directory = directory;
    String size = "-x " + columns + " -y " + rows;
    List<String> words = new ArrayList<>(List.of(("new-session -d " + size).split(" ")));
    words.addAll(List.of("-c", directory.toString(), "exec env PS1='$ ' /bin/sh"));
    words.addAll(List.of(";", "set-option", "-g", "set-clipboard", "on"));
    words.addAll(List.of(";", "display-message", "-p", "#{pane_pid}"));
    shell = ProcessHandle.of(Long.parseLong(tmux(words).strip())).orElseThrow();
    await("(?m)^\\$");
  }

  /** Skips the test where there is no tmux. */
  static void assumeInstalled() {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "no tmux: install the package tmux");
  }

  /** A terminal of this size; its shell is in this directory, where the server's socket is too. */
  static Tmux open(Path directory, int columns, int rows) {
    return new Tmux(directory, columns, rows);
  }

  private String tmux(List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(PROGRAM.toString(), "-u", "-f", "/dev/null", "-S", directory + "/tmux.socket"));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().keySet().removeAll(List.of("TMUX", "TERM", "NO_COLOR", "http_proxy"));
    builder.environment().put("HOME", directory.toString());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", words, said).isZero();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String tmux(String... words) {
    return tmux(List.of(words));
  }

  /** Types a command and Enter. */
  void type(String command) {
    tmux("send-keys", "-l", command);
    press("Enter");
  }

  /** Presses a key by tmux's name for it, as "q", "C-c" or "F2". */
  void press(String key) {
    tmux("send-keys", key);
  }

  /** All lines of the screen, as many as it is high. */
  List<String> lines() {
    return text().lines().toList();
  }

  String text() {
    return tmux("capture-pane", "-p");
  }

  /** The screen with the codes for its colours. */
  String colours() {
    return tmux("capture-pane", "-p", "-e");
  }

  /** Waits until the screen shows this, and gives the first group of the pattern, or all of it. */
  String await(String pattern) {
    Pattern awaited = Pattern.compile(pattern);
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(text()).containsPattern(awaited));
    return awaited
        .matcher(text())
        .results()
        .findFirst()
        .map(found -> found.group(found.groupCount()))
        .orElseThrow();
  }

  void resize(int columns, int rows) {
    tmux("resize-window", "-x", "" + columns, "-y", "" + rows);
  }

  /** Whether a program draws on a screen of its own, from which the terminal can come back. */
  boolean isAlternate() {
    return tmux("display-message", "-p", "#{alternate_on}").strip().equals("1");
  }

  boolean showsCursor() {
    return tmux("display-message", "-p", "#{cursor_flag}").strip().equals("1");
  }

  /** What a program has put into the clipboard. */
  String clipboard() {
    return tmux("show-buffer");
  }

  /** Writes all that the terminal is sent from now on into this file. */
  void record(Path file) {
    tmux("pipe-pane", "cat > " + file);
  }

  /** The program that the shell runs. */
  ProcessHandle program() {
    return shell.children().findFirst().orElseThrow();
  }

  @Override
  public void close() {
    List<ProcessHandle> left = new ArrayList<>(shell.descendants().toList());
    left.add(shell);
    tmux("kill-server");
    left.forEach(ProcessHandle::destroyForcibly);
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> left.stream().noneMatch(ProcessHandle::isAlive));
  }
}
