package org.ngrokd.client.pair;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;

/**
 * npm's ngrok, where scripts/test has installed it, with our program in the place of the one that
 * it would have downloaded. One at a time.
 */
final class NpmNgrok implements AutoCloseable {
  private static final Path INSTALLED = Path.of("target/npm");
  private static final Path SCRIPT = Path.of("src/test/npm/library.cjs");

  private final Process node;
  private final Writer calls;
  private final BufferedReader answers;

  private NpmNgrok(Process node) {
    this.node = node;
    this.calls = node.outputWriter(StandardCharsets.UTF_8);
    this.answers = node.inputReader(StandardCharsets.UTF_8);
  }

  /** Whether it can be started here. */
  static boolean isThere() {
    return Files.isDirectory(INSTALLED.resolve("node_modules/ngrok/src"));
  }

  static NpmNgrok start(Path home) throws IOException {
    Path script = INSTALLED.resolve(SCRIPT.getFileName());
    Files.copy(SCRIPT, script, StandardCopyOption.REPLACE_EXISTING);
    Path program = INSTALLED.resolve("node_modules/ngrok/bin/ngrok");
    boolean unused = Files.deleteIfExists(program);
    Path unusedProgram = Launcher.write(program, home);
    ProcessBuilder node =
        new ProcessBuilder("node", script.toString())
            .redirectError(home.resolve("node.err").toFile());
    node.environment().put("HOME", home.toString());
    return new NpmNgrok(node.start());
  }

  /** Begins a call. */
  void begin(String call, Object... arguments) throws IOException {
    byte[] line = Json.camel(Map.of("call", call, "arguments", List.of(arguments)));
    calls.write(new String(line, StandardCharsets.UTF_8) + "\n");
    calls.flush();
  }

  /** The answer to the oldest call that is not answered yet: an object with "value" or "error". */
  JsonValue answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("it has ended");
    }
    return Json.read(line.getBytes(StandardCharsets.UTF_8));
  }

  /** What a call gives. */
  JsonValue call(String call, Object... arguments) throws IOException {
    begin(call, arguments);
    JsonValue answer = answer();
    if (answer.get("error").isThere()) {
      throw new IOException(call + ": " + answer.get("error").text().orElse(""));
    }
    return answer.get("value");
  }

  /** With its input it ends the program that it has started, and itself. */
  @Override
  public void close() throws IOException {
    try {
      calls.close();
      if (!node.waitFor(30, TimeUnit.SECONDS)) {
        throw new IOException("it does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      node.destroyForcibly();
    }
  }
}
