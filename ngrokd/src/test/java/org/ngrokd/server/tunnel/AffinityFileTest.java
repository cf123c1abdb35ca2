package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.testing.CapturedLog;

class AffinityFileTest {
  private static final Map<String, String> ENTRIES =
      Map.of("client-id-http:a", "http://x.example.com");

  @TempDir private Path directory = Path.of("");
  private final AffinityCache cache = new AffinityCache();

  private AffinityFile file() {
    return new AffinityFile(directory.resolve("affinity.tsv"), cache);
  }

  @Test
  void whatIsSavedIsLoaded() throws Exception {
    cache.restore(ENTRIES);
    file().save();

    AffinityCache loaded = new AffinityCache();
    new AffinityFile(directory.resolve("affinity.tsv"), loaded).load();

    assertThat(loaded.entries()).isEqualTo(ENTRIES);
    assertThat(directory.resolve("affinity.tsv"))
        .content()
        .isEqualTo("client-id-http:a\thttp://x.example.com\n");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("affinity.tsv"))))
        .isEqualTo("rw-------");
  }

  @Test
  void nothingButTheFileIsLeftBehind() throws Exception {
    file().save();
    file().save();

    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void missingFileIsNoWarning() {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      file().load();

      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void fileThatIsNotTextCostsAWarning() throws Exception {
    Files.write(directory.resolve("affinity.tsv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      file().load();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN Cannot read the affinity file " + directory.resolve("affinity.tsv"));
    }
  }

  @Test
  void linesThatAreNoEntriesArePassedOver() throws Exception {
    Files.writeString(
        directory.resolve("affinity.tsv"),
        "odd\n\na\tb\tc\nclient-id-http:a\thttp://x.example.com");
    file().load();

    assertThat(cache.entries()).isEqualTo(ENTRIES);
  }

  @Test
  void placeThatCannotBeWrittenCostsAWarning() {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      new AffinityFile(directory.resolve("no").resolve("such"), cache).save();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN Cannot save the affinity file ");
    }
  }
}
