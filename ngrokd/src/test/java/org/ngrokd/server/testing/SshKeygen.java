package org.ngrokd.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** OpenSSH's program that makes keys and tells of them: the judge of what we read and write. */
public final class SshKeygen {
  private static final String PROGRAM = "ssh-keygen";

  private final Path directory;

  /**
   * Skips the test where it is not installed.
   *
   * @param directory where files are put
   */
  public SshKeygen(Path directory) {
    boolean isInstalled =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .anyMatch(each -> Files.isExecutable(Path.of(each, PROGRAM)));
    assumeTrue(isInstalled, "OpenSSH's client is not installed");
    this.directory = directory;
  }

  /**
   * Makes a key.
   *
   * @param name of its file; the public one has ".pub" behind it
   * @param options as "-t", "ed25519"
   * @return the public key's line
   */
  public String make(String name, String... options) {
    List<String> words = new ArrayList<>(List.of("-q", "-N", "", "-f", file(name).toString()));
    words.addAll(List.of(options));
    String unused = run(words.toArray(String[]::new));
    return read(name + ".pub");
  }

  public Path file(String name) {
    return directory.resolve(name);
  }

  /** A file's text without the last line's end. */
  public String read(String name) {
    try {
      return Files.readString(file(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it says of a public key: "256 SHA256:… comment (ED25519)". */
  public String tells(String line) {
    try {
      Path file = Files.writeString(file("told.pub"), line + "\n");
      return run("-l", "-f", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it; what it prints. */
  public String run(String... words) {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(List.of(words));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
      return said.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
