package org.ngrokd.client.program;

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
import org.ngrokd.kit.cli.UsageException;
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
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash",
                "-c",
                "compopt() { :; }; source \"$1\"; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]}"
                    + " - 1)); COMP_LINE=$2; _complete_ngrok; printf '%s\\n"
                    + "' \"${COMPREPLY[@]}\"",
                "bash",
                script.toString(),
                typed)
            .redirectErrorStream(true);
    builder.environment().merge("PATH", directory.toString(), (old, ours) -> ours + ":" + old);
    Process bash = builder.start();
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

  /** An ngrok that says what it was asked. */
  private void stubNgrok() throws IOException {
    Path ngrok = directory.resolve("ngrok");
    Files.writeString(
        ngrok,
        "#!/bin/sh\n[ \"$*\" = list ] && echo web && echo webdav && echo ssh\n"
            + "[ \"$*\" = '-config=other.cfg list' ] && echo other\n");
    assertThat(ngrok.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void bashOffersTheTunnelsOfTheConfigFileBehindStart() throws Exception {
    stubNgrok();

    assertThat(offered("ngrok", "start", "w")).containsExactly("web", "webdav");
    assertThat(offered("ngrok", "start", "web", "s")).containsExactly("ssh");
    assertThat(offered("ngrok", "-config", "other.cfg", "start", "o")).containsExactly("other");
    assertThat(offered("ngrok", "-config=other.cfg", "start", "o")).containsExactly("other");
    assertThat(offered("ngrok", "-config", "=", "other.cfg", "start", "o"))
        .as("as bash cuts it")
        .containsExactly("other");
  }

  @Test
  void fishOffersThemToo() {
    assertThat(Completion.script("fish", options()))
        .contains(
            "function __ngrok_tunnels\n",
            "complete -c ngrok -n '__fish_seen_subcommand_from start' -a '(__ngrok_tunnels)'\n");
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
