package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.cli.UsageException;
import picocli.CommandLine.Model.OptionSpec;

class CompletionTest {
  @TempDir Path directory;

  private static List<OptionSpec> options() {
    return Main.commandLine(Map.of()).getCommandSpec().options();
  }

  /** What bash would offer when the last word is being typed. */
  private List<String> offered(String... words) throws IOException, InterruptedException {
    Path script = directory.resolve("ngrok.bash");
    Files.writeString(script, Completion.script("bash", options()));
    String typed = String.join(" ", words);
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "compopt() { :; }; source \"$1\"; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]}"
                    + " - 1)); COMP_LINE=$2; _complete_ngrok; printf '%s\\n"
                    + "' \"${COMPREPLY[@]}\"",
                "bash",
                script.toString(),
                typed)
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.lines().toList();
  }

  @Test
  void bashOffersWords() throws Exception {
    assertThat(offered("ngrok", "st")).containsExactlyInAnyOrder("start", "start-all");
    assertThat(offered("ngrok", "config", "ch")).containsExactly("check");
  }

  @Test
  void bashOffersOptions() throws Exception {
    assertThat(offered("ngrok", "-subd")).containsExactly("-subdomain");
    assertThat(offered("ngrok", "http", "-host")).contains("-hostname");
  }

  @Test
  void fishGetsALineForEachWordAndOption() {
    List<String> lines = Completion.script("fish", options()).lines().toList();

    assertThat(lines)
        .contains(
            "complete -c ngrok -f",
            "complete -c ngrok -n '__fish_use_subcommand' -a 'list' -d 'Prints the names of the"
                + " tunnels in the config file'")
        .anyMatch(line -> line.startsWith("complete -c ngrok -o config -r -F -d 'Config file"))
        .anyMatch(line -> line.startsWith("complete -c ngrok -o subdomain -x -d "));
    assertThat(lines).noneMatch(line -> line.contains("${"));
  }

  @Test
  void otherShellsAreWrongUsage() {
    assertThatThrownBy(() -> Completion.script("tcsh", options()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not 'tcsh'");
  }
}
