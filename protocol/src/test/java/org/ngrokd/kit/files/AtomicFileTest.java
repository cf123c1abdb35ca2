package org.ngrokd.kit.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class AtomicFileTest {
  /** Ids that no user of this machine needs to have. */
  private static final int OTHER_USER = 54321;

  private static final int OTHER_GROUP = 54322;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("users.yml");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void addLine(Path file, String line) throws IOException {
    AtomicFile.OWNED.edit(
        file, before -> bytes(before.map(old -> new String(old, UTF_8)).orElse("") + line + "\n"));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void ofManyEditsByManyThreadsNoneIsLost() throws Exception {
    List<Future<?>> edits = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      for (int i = 0; i < 60; i++) {
        String line = "line " + i;
        edits.add(
            threads.submit(
                () -> {
                  addLine(file, line);
                  return null;
                }));
      }
      for (Future<?> edit : edits) {
        edit.get();
      }
    } finally {
      threads.shutdown();
    }

    assertThat(Files.readAllLines(file)).hasSize(60).doesNotHaveDuplicates();
    assertThat(names()).containsExactly(".users.yml.lock", "users.yml");
  }

  @Test
  void ofManyEditsByManyProcessesNoneIsLost() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(Adder.start(file, "process " + i, 40));
    }
    for (Process process : processes) {
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
    }

    assertThat(Files.readAllLines(file)).hasSize(120).doesNotHaveDuplicates();
    assertThat(names()).containsExactly(".users.yml.lock", "users.yml");
  }

  /** Adds lines to a file, in a process of its own. */
  static final class Adder {
    private Adder() {}

    static Process start(Path file, String line, int times) throws IOException {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              Adder.class.getName(),
              file.toString(),
              line,
              Integer.toString(times))
          .redirectErrorStream(true)
          .start();
    }

    public static void main(String[] arguments) throws IOException {
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        addLine(Path.of(arguments[0]), arguments[1] + " " + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // kind, mode before ("" for no file), mode after
    "PUBLIC, '', rw-r--r--",
    "PUBLIC, rw-r-----, rw-r-----",
    "OWNED, '', rw-------",
    "OWNED, rw-r-----, rw-r-----",
    "OWNED, rw-r--r--, rw-r--r--",
    "SECRET, '', rw-------",
    "SECRET, rw-r-----, rw-r-----",
    "SECRET, r--------, r--------",
    "SECRET, rw-r--r--, rw-------",
  })
  void modeIsKeptUnlessASecretIsOpenToAll(AtomicFile kind, String before, String after)
      throws IOException {
    if (!before.isEmpty()) {
      Files.writeString(file, "old");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(before));
    }

    kind.write(file, bytes("new"));

    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo(after);
  }

  @Test
  void rootKeepsOwnerAndGroup() throws IOException {
    Files.writeString(file, "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assumeTrue(give(file, OTHER_USER, OTHER_GROUP), "only root gives files away");

    addLine(file, "new");

    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(OTHER_USER);
    assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(OTHER_GROUP);
    assertThat(mode(file)).isEqualTo("rw-r-----");
  }

  @Test
  void rootsNewFileBelongsToWhomTheDirectoryDoes() throws IOException {
    assumeTrue(give(directory, OTHER_USER, OTHER_GROUP), "only root gives files away");

    AtomicFile.SECRET.write(file, bytes("new"));

    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(OTHER_USER);
    assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(OTHER_GROUP);
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  private static boolean give(Path path, int user, int group) {
    try {
      Files.setAttribute(path, "unix:gid", group);
      Files.setAttribute(path, "unix:uid", user);
      return true;
    } catch (IOException notRoot) {
      return false;
    }
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path real = Files.createDirectories(directory.resolve("etc")).resolve("real.yml");
    Files.writeString(real, "old\n");
    Path middle = Files.createSymbolicLink(directory.resolve("middle"), Path.of("etc/real.yml"));
    Files.createSymbolicLink(file, middle);

    addLine(file, "new");

    assertThat(file).isSymbolicLink();
    assertThat(real).hasContent("old\nnew");
    assertThat(names()).containsExactly("etc", "middle", "users.yml");
  }

  @Test
  void linkToAFileThatIsNotThereYetMakesIt() throws IOException {
    Path real = directory.resolve("real.yml");
    Files.createSymbolicLink(file, real);

    addLine(file, "new");

    assertThat(file).isSymbolicLink();
    assertThat(real).hasContent("new");
  }

  @Test
  void linksInACircleAreRefused() throws IOException {
    Files.createSymbolicLink(file, directory.resolve("other"));
    Files.createSymbolicLink(directory.resolve("other"), file);

    assertThatThrownBy(() -> addLine(file, "new")).isInstanceOf(FileSystemException.class);
  }

  @Test
  void changeThatFailsLeavesEverythingAsItWas() throws IOException {
    Files.writeString(file, "old");

    assertThatThrownBy(
            () ->
                AtomicFile.OWNED.edit(
                    file,
                    before -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");

    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly(".users.yml.lock", "users.yml");
    addLine(file, " and new"); // the lock is free
    assertThat(file).hasContent("old and new");
  }

  @Test
  void fullDiskLosesNothing() throws Exception {
    TinyDisk.run(directory, "64k", FullDisk.class, file.toString());
  }

  /** Runs where the directory is a disk of 64 KiB. */
  static final class FullDisk {
    private FullDisk() {}

    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[0]);
      AtomicFile.OWNED.write(file, bytes("precious"));
      try {
        AtomicFile.OWNED.write(file, new byte[100_000]);
        throw new AssertionError("the disk is not full");
      } catch (IOException expected) {
        if (!String.valueOf(expected.getMessage()).contains("No space left")) {
          throw expected;
        }
      }
      if (!Files.readString(file).equals("precious")) {
        throw new AssertionError("lost");
      }
      try (Stream<Path> files = Files.list(file.getParent())) {
        if (files.count() != 1) {
          throw new AssertionError("something is left over");
        }
      }
      addLine(file, " and more");
    }
  }

  @Test
  void ownerIsNamedWhoCouldNotReadTheNewFile() throws Exception {
    Files.writeString(file, "old");
    assumeTrue(give(file, OTHER_USER, OTHER_GROUP), "only root gives files away");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    assertThat(AsNobody.add(file, "new"))
        .contains("it belongs to " + OTHER_USER + ":" + OTHER_GROUP)
        .contains("do this as " + OTHER_USER + " or as root");
    assertThat(file).hasContent("old");
    assertThat(Files.readAttributes(file, PosixFileAttributes.class).owner().getName())
        .isEqualTo(Integer.toString(OTHER_USER));
  }

  /** Another user without rights. */
  static final class AsNobody {
    private AsNobody() {}

    static String add(Path file, String line) throws Exception {
      Process process =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Adder.class.getName(),
                  file.toString(),
                  line,
                  "1")
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assumeTrue(process.waitFor() == 1 && !said.contains("ClassNotFound"), said);
      return said;
    }
  }
}
