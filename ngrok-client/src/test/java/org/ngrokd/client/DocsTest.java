package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.program.Main;
import org.ngrokd.client.program.Manual;
import picocli.CommandLine.Model.OptionSpec;

/** The pages name what there is. */
class DocsTest {
  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/README.zh-CN.md"})
  void everyFlagIsInTheReadme(String readme) throws IOException {
    String text = Files.readString(Path.of("..", readme));

    assertThat(Main.commandLine(Map.of()).getCommandSpec().options())
        .filteredOn(option -> !option.hidden() && !option.usageHelp())
        .extracting(OptionSpec::names)
        .allMatch(names -> text.contains("`" + names[0] + "`") || text.contains(names[0] + "="));
  }

  /** {@code scripts/man-pages} writes it. */
  @Test
  void theManualPageIsWhatTheProgramPrints() throws IOException {
    assertThat(Manual.page(Main.commandLine(Map.of()).getCommandSpec()))
        .isEqualTo(Files.readString(Path.of("../docs/man/ngrok.1")));
  }
}
