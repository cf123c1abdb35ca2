package org.ngrokd.server.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.server.config.FlagKeys;
import org.ngrokd.server.config.ServerConfigFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Flags of the config file below those of the command line, which win. */
final class LayeredFlags {
  /** What may stand in the file. */
  @Command
  private static final class InFile {
    @Mixin private final ServerFlags flags = new ServerFlags();
  }

  /** What may be typed. */
  @Command
  private static final class Typed {
    @Mixin private final ServerFlags flags = new ServerFlags();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private final ConfigFlag config = new ConfigFlag();
  }

  private LayeredFlags() {}

  /** Every flag of the server. */
  static FlagKeys keys() {
    return new FlagKeys(CommandSpec.forAnnotatedObject(new InFile()), LayeredFlags::check);
  }

  private static void check(String argument) {
    InFile alone = new InFile();
    var unused = GoFlags.commandLine(alone).parseArgs(argument);
    alone.flags.check();
  }

  /**
   * What both say together.
   *
   * @param typed a command line without mistakes
   */
  static ServerFlags of(ServerConfigFile file, List<String> typed) {
    Typed both = new Typed();
    var unused = parsed(both, file, typed);
    return both.flags;
  }

  /**
   * The value of each flag, by its name without dashes, as text.
   *
   * @param typed a command line without mistakes
   */
  static Map<String, String> values(ServerConfigFile file, List<String> typed) {
    Map<String, String> values = new TreeMap<>();
    for (OptionSpec option : parsed(new Typed(), file, typed).getCommandSpec().options()) {
      values.put(FlagKeys.key(option), String.valueOf(option.<Object>getValue()));
    }
    return values;
  }

  private static CommandLine parsed(Typed both, ServerConfigFile file, List<String> typed) {
    CommandLine line = GoFlags.commandLine(both);
    line.setDefaultValueProvider(
        argument ->
            argument instanceof OptionSpec option ? file.flags().get(FlagKeys.key(option)) : null);
    var unused = line.parseArgs(typed.toArray(new String[0]));
    return line;
  }
}
