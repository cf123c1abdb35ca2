package org.ngrokd.certs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.files.TinyDisk;
import picocli.CommandLine;

/** {@code ngrokd certs} on a disk that is full at every point of its work. */
class FullDiskIT {
  private static final int BLOCK = 4096;
  private static final int BLOCKS = 16;

  @Test
  @EnabledOnOs(OS.LINUX)
  void commandThatFailsForWantOfRoomSucceedsOnceThereIsSome(@TempDir Path directory)
      throws Exception {
    TinyDisk.run(directory, BLOCKS * BLOCK + "", EveryPoint.class, directory.toString());
  }

  /** Runs where the directory is a small disk. */
  static final class EveryPoint {
    private EveryPoint() {}

    public static void main(String[] arguments) throws IOException {
      Path disk = Path.of(arguments[0]);
      int failures = 0;
      for (int free = 0; free < BLOCKS; free++) {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[(BLOCKS - free) * BLOCK]);
        Path certs = disk.resolve("certs");
        failures += command(certs) == 0 ? 0 : 1;
        Files.delete(ballast);
        if (Files.exists(certs.resolve("server.crt"))
            && !Files.exists(certs.resolve("server.begun.pem"))) {
          require(Files.exists(certs.resolve("server.key")), "a key is missing", free);
        } else {
          require(command(certs) == 0, "it cannot be continued", free);
        }
        clear(certs, free);
      }
      require(failures >= 4, "the disk was full " + failures + " times only", BLOCKS);
    }

    private static int command(Path certs) {
      return new CommandLine(new CertsCommand())
          .setOut(new PrintWriter(PrintWriter.nullWriter()))
          .setErr(new PrintWriter(System.out, true, UTF_8))
          .execute("-domain", "example.com", "-out", certs.toString());
    }

    private static void clear(Path certs, int free) throws IOException {
      try (Stream<Path> files = Files.list(certs)) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          require(
              List.of("ca.crt", "ca.key", "server.crt", "server.key").contains(name), name, free);
          Files.delete(file);
        }
      }
      Files.delete(certs);
    }

    private static void require(boolean holds, String what, int free) {
      if (!holds) {
        throw new AssertionError(what + ", with " + free + " blocks free");
      }
    }
  }
}
