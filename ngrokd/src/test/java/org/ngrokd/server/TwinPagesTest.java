package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each Chinese page says as much as the English one that it stands beside, in the same order. */
class TwinPagesTest {
  private static final String CHINESE = ".zh-CN.md";
  private static final Pattern FLAG = Pattern.compile("`(-[A-Za-z][A-Za-z0-9-]*)[=`]");
  private static final Pattern KEY = Pattern.compile("`([a-z]+(?:_[a-z]+)+)`");

  static List<Path> chinesePages() throws IOException {
    try (Stream<Path> pages = Files.walk(Path.of("../docs"))) {
      return pages.filter(page -> page.toString().endsWith(CHINESE)).sorted().toList();
    }
  }

  private static Path twin(Path page) {
    String name = page.getFileName().toString().replace(CHINESE, ".md");
    return name.equals("README.md") ? Path.of("..", name) : page.resolveSibling(name);
  }

  /** For each heading its level, and how much stands below it of each kind. */
  private static List<String> outline(Path page) throws IOException {
    List<String> outline = new ArrayList<>();
    String level = "";
    int rows = 0;
    int items = 0;
    int blocks = 0;
    boolean inBlock = false;
    for (String line : (Files.readString(page) + "\n# ").lines().toList()) {
      if (line.strip().startsWith("```")) {
        inBlock = !inBlock;
        blocks += inBlock ? 1 : 0;
      } else if (!inBlock && line.startsWith("#")) {
        outline.add("%s: %d rows, %d items, %d blocks".formatted(level, rows, items, blocks));
        level = line.substring(0, line.indexOf(' '));
        rows = items = blocks = 0;
      } else if (!inBlock) {
        rows += line.startsWith("|") ? 1 : 0;
        items += line.strip().matches("(-|\\d+\\.) .*") ? 1 : 0;
      }
    }
    return outline;
  }

  private static Set<String> all(Pattern pattern, Path page) throws IOException {
    return pattern
        .matcher(Files.readString(page))
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("chinesePages")
  void hasTheHeadingsTablesListsAndExamplesOfItsTwin(Path page) throws IOException {
    assertThat(outline(page)).isEqualTo(outline(twin(page)));
  }

  @ParameterizedTest
  @MethodSource("chinesePages")
  void namesTheFlagsAndKeysOfItsTwin(Path page) throws IOException {
    assertThat(all(FLAG, page)).isEqualTo(all(FLAG, twin(page)));
    assertThat(all(KEY, page)).isEqualTo(all(KEY, twin(page)));
  }

  /** One word for whoever comes, one for what shows them. */
  @ParameterizedTest
  @MethodSource("chinesePages")
  void callsTheSameThingByTheSameWord(Path page) throws IOException {
    assertThat(Files.readString(page).replace("流量查看器", "")).doesNotContain("访问者", "检查器", "查看器");
  }

  @ParameterizedTest
  @MethodSource("chinesePages")
  void leadsToItsTwinAndBack(Path page) throws IOException {
    Path twin = twin(page);

    assertThat(Files.readString(page)).contains("](" + way(page, twin) + ")");
    assertThat(Files.readString(twin)).contains("](" + way(twin, page) + ")");
  }

  /** As a link on the one page to the other says it. */
  private static Path way(Path from, Path to) {
    return from.resolveSibling("")
        .toAbsolutePath()
        .normalize()
        .relativize(to.toAbsolutePath().normalize());
  }
}
