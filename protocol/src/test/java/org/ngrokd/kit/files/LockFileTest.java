package org.ngrokd.kit.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
  private Path file;

  @BeforeEach
  void name(@TempDir Path directory) {
    file = directory.resolve("ngrokd.lock");
  }

  @Test
  void isHeldOnceInAProcessAndFreeAfterwards() throws Exception {
    LockFile first = LockFile.tryHold(file).orElseThrow();

    assertThat(LockFile.tryHold(file)).isEmpty();
    assertThat(LockFile.holder(file)).contains(Long.toString(ProcessHandle.current().pid()));
    assertThat(Holder.start(file).waitFor()).as("that freed nothing").isEqualTo(1);
    first.close();

    Optional<LockFile> second = LockFile.tryHold(file);
    assertThat(second).isPresent();
    second.orElseThrow().close();
  }

  @Test
  void isFreeWhenTheProcessThatHeldItWasKilled() throws Exception {
    Process other = Holder.start(file);
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(other.getInputStream(), UTF_8))) {
      assertThat(said.readLine()).isEqualTo("held");

      assertThat(LockFile.tryHold(file)).isEmpty();
      assertThat(LockFile.holder(file)).contains(Long.toString(other.pid()));
    } finally {
      other.destroyForcibly().waitFor();
    }

    try (LockFile free = LockFile.tryHold(file).orElseThrow()) {
      assertThat(free).isNotNull();
      assertThat(LockFile.holder(file)).contains(Long.toString(ProcessHandle.current().pid()));
    }
  }

  /** Holds the lock until it is killed. */
  static final class Holder {
    private Holder() {}

    static Process start(Path file) throws IOException {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              Holder.class.getName(),
              file.toString())
          .redirectErrorStream(true)
          .start();
    }

    public static void main(String[] arguments) throws Exception {
      LockFile held = LockFile.tryHold(Path.of(arguments[0])).orElseThrow();
      System.out.println("held");
      Thread.sleep(Long.MAX_VALUE);
      held.close();
    }
  }

  @Test
  void nameIsHiddenOnce() throws IOException {
    LockFile.beside(file.resolveSibling("users.yml")).close();
    LockFile.beside(file.resolveSibling(".ngrok")).close();

    assertThat(file.resolveSibling(".users.yml.lock")).exists();
    assertThat(file.resolveSibling(".ngrok.lock")).exists();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whoeverMayMakeFilesInTheDirectoryMayLock() throws IOException {
    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwx---"));

    LockFile.tryHold(file).orElseThrow().close();

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
  }
}
