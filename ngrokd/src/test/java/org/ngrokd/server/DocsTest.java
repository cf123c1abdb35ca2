package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.server.cli.ManCommand;
import org.ngrokd.server.limits.Limit;
import picocli.CommandLine.Model.OptionSpec;

/** The pages name what there is. */
class DocsTest {
  private static String page(String name) throws IOException {
    return Files.readString(Path.of("..", name));
  }

  @ParameterizedTest
  @EnumSource(Limit.class)
  void everyLimitIsOnThePageOfMetrics(Limit limit) throws IOException {
    assertThat(page("docs/metrics.md")).contains("`" + limit.label() + "`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/README.zh-CN.md"})
  void everyFlagIsInTheReadme(String readme) throws IOException {
    String text = page(readme);

    assertThat(Main.commandLine(Map.of()).getCommandSpec().options())
        .filteredOn(option -> !option.hidden() && !option.usageHelp())
        .extracting(OptionSpec::names)
        .allMatch(names -> text.contains("`" + names[0] + "`") || text.contains(names[0] + "="));
  }

  @Test
  void everyFlagThatThePageOfMetricsNamesIsThere() throws IOException {
    var flags = Main.commandLine(Map.of()).getCommandSpec().optionsMap();

    page("docs/metrics.md")
        .lines()
        .filter(line -> line.startsWith("|"))
        .flatMap(line -> java.util.regex.Pattern.compile("`(-[A-Za-z]+)`").matcher(line).results())
        .forEach(found -> assertThat(flags).containsKey(found.group(1)));
  }

  /** {@code scripts/man-pages} writes it. */
  @Test
  void theManualPageIsWhatTheProgramPrints() throws IOException {
    assertThat(ManCommand.page(Main.commandLine(Map.of()).getCommandSpec()))
        .isEqualTo(Files.readString(Path.of("../docs/man/ngrokd.8")));
  }
}
