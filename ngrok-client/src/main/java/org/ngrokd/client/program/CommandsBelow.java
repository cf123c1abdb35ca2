package org.ngrokd.client.program;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ngrokd.client.install.Machine;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.OwnProgram;
import picocli.CommandLine;

/** Commands that have flags of their own. */
final class CommandsBelow {
  private final CommandLine typed;
  private final ClientFlags flags;
  private final Map<String, String> environment;

  /**
   * @param typed the whole command line
   * @param environment HOME and the like
   */
  CommandsBelow(CommandLine typed, ClientFlags flags, Map<String, String> environment) {
    this.typed = typed;
    this.flags = flags;
    this.environment = environment;
  }

  static boolean has(Word word) {
    return word == Word.SERVICE || word == Word.IMPORT;
  }

  /**
   * Runs one.
   *
   * @param further what stands behind the word
   * @return the exit code
   */
  int run(Word word, List<String> further) {
    return GoFlags.commandLine(command(word))
        .setStopAtPositional(false)
        .setOut(typed.getOut())
        .setErr(typed.getErr())
        .execute(further.toArray(new String[0]));
  }

  private Callable<Integer> command(Word word) {
    if (word == Word.IMPORT) {
      return new ImportCommand(environment);
    }
    int arguments = typed.getParseResult().originalArgs().size();
    return new ServiceCommand(
        flags.configPath(environment),
        OwnProgram.withoutArguments(arguments),
        environment,
        Machine::new);
  }
}
