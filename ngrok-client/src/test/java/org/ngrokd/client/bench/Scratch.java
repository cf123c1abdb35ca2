package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A directory for the files of a run. */
final class Scratch {
  private Scratch() {}

  static Path create() throws IOException {
    return Files.createTempDirectory("ngrokd-bench");
  }

  static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path each : all) {
        Files.deleteIfExists(each);
      }
    }
  }
}
