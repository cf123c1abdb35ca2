package org.ngrokd.client.program;

import java.io.PrintWriter;
import java.util.List;
import org.ngrokd.client.ui.FirstSteps;
import org.ngrokd.client.words.AgentWords;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.protocol.ProductVersion;
import org.ngrokd.streams.net.RunsOn;
import picocli.CommandLine.Model.CommandSpec;

/** Commands that print something about the program, and need nothing else. */
final class PlainCommands {
  private final CommandSpec spec;
  private final PrintWriter out;

  PlainCommands(CommandSpec spec, PrintWriter out) {
    this.spec = spec;
    this.out = out;
  }

  /**
   * Runs one.
   *
   * @param isTyped whether it was typed, or is what is done without a word
   * @throws IllegalStateException when it is none of these
   */
  void run(Word word, List<String> further, boolean isTyped) {
    switch (word) {
      case HELP -> help(isTyped);
      case MAN -> print(Manual.page(spec).stripTrailing());
      case VERSION -> version(further);
      case UPDATE -> print(AgentWords.UPDATE);
      case CREDITS -> print(AgentWords.CREDITS);
      case COMPLETION ->
          print(
              Completion.script(
                  further.size() == 1 ? further.get(0) : "",
                  spec.options().stream().filter(option -> !option.hidden()).toList()));
      default -> throw new IllegalStateException(word.text());
    }
  }

  private void help(boolean isTyped) {
    if (!isTyped) {
      FirstSteps.lines().forEach(this::print);
      print("");
    }
    spec.commandLine().usage(out);
  }

  private void version(List<String> further) {
    ProductVersion.lines("ngrok", Main.class).forEach(this::print);
    if (further.equals(List.of("-v")) || further.equals(List.of("--verbose"))) {
      print("commit     " + ProductVersion.commit(Main.class));
      RunsOn.lines().forEach(this::print);
    } else if (!further.isEmpty()) {
      throw new UsageException("version takes only -v behind it, for all that there is to know");
    }
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }
}
