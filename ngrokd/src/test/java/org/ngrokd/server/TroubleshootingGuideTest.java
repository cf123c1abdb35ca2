package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guide goes by what one sees; what the log then has is explained in the README. */
class TroubleshootingGuideTest {
  /** The second cell of a row. */
  private static final Pattern LOGGED = Pattern.compile("(?m)^\\|[^|]*\\| `([^`]+)`[^|]*\\|");

  @ParameterizedTest
  @ValueSource(strings = {"troubleshooting.md", "troubleshooting.zh-CN.md"})
  void lineThatTheGuideExpectsIsExplained(String page) throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    List<String> lines =
        LOGGED
            .matcher(Files.readString(Path.of("../docs/guides").resolve(page)))
            .results()
            .map((MatchResult row) -> row.group(1))
            .toList();

    assertThat(lines).hasSizeGreaterThan(10).allSatisfy(line -> assertThat(readme).contains(line));
  }
}
