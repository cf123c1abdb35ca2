package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page of other programs names is there, and every row has what proves it. */
class CompatibilityPageTest {
  private static final Path PAGE = Path.of("../docs/compatibility.md");

  /** A class, a method of one, or a file of the tests. */
  private static final Pattern NAMED =
      Pattern.compile(
          "`([A-Z][A-Za-z0-9]*)(?:\\.([a-z][A-Za-z0-9]*))?`|`([a-z-]+\\.(?:txt|jsonl))`");

  private static List<Path> testFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module : List.of("protocol", "certs", "ngrokd", "ngrok-client")) {
      try (Stream<Path> all = Files.walk(Path.of("..", module, "src/test"))) {
        all.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    return files;
  }

  @Test
  void everyTestAndTableThatItNamesIsThere() throws IOException {
    List<Path> files = testFiles();

    for (MatchResult found : NAMED.matcher(Files.readString(PAGE)).results().toList()) {
      String name = found.group(3) == null ? found.group(1) + ".java" : found.group(3);
      assertThat(files).as(found.group()).anyMatch(file -> file.endsWith(name));
      if (found.group(2) != null) {
        Path file = files.stream().filter(each -> each.endsWith(name)).findFirst().orElseThrow();
        assertThat(Files.readString(file)).contains("void " + found.group(2) + "(");
      }
    }
  }

  @Test
  void everyRowOfTheFirstTableNamesATest() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(page.substring(0, page.indexOf("\n## ")).lines())
        .filteredOn(line -> line.startsWith("|") && !line.startsWith("| ---"))
        .filteredOn(line -> !line.startsWith("| program "))
        .hasSizeGreaterThan(10)
        .allMatch(line -> line.matches(".*`[A-Z][A-Za-z]*(Test|IT)(\\.[a-zA-Z0-9]*)?`.*"));
  }
}
