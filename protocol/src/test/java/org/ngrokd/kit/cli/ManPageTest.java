package org.ngrokd.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class ManPageTest {
  @Command(name = "tool", description = "Does things.", subcommands = ManPageTest.Below.class)
  static final class Tool {
    @Option(
        names = {"-port", "--port"},
        defaultValue = "80",
        description = "Port (${DEFAULT-VALUE}).")
    int port;

    @Option(names = "-old", hidden = true)
    boolean old;
  }

  @Command(name = "below", description = "Is below.")
  static final class Below {
    @Parameters(paramLabel = "NAME")
    String name = "";
  }

  private static ManPage page() {
    return new ManPage(new CommandLine(new Tool()).getCommandSpec(), 1);
  }

  @Test
  void nameSynopsisOptionsAndCommandsAreThere() {
    assertThat(page().commands().options().toString())
        .startsWith(
            """
            .TH TOOL 1
            .SH NAME
            tool \\- Does things.
            .SH SYNOPSIS
            tool [OPTIONS]
            .br
            """)
        .contains(
            """
            .SH COMMANDS
            .SS tool below NAME
            Is below.
            .SH OPTIONS
            .TP
            \\fB\\-port=<port>\\fR
            Port (80).
            """)
        .doesNotContain("old");
  }

  @Test
  void whatRoffWouldTakeForItsOwnIsOnlyText() {
    assertThat(page().list("FILES", Map.of(".hidden", "'quoted' \\ back-slash")).toString())
        .endsWith(
            """
            .SH FILES
            .TP
            \\fB\\&.hidden\\fR
            \\&'quoted' \\e back\\-slash
            """);
  }
}
