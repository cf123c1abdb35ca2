package org.ngrokd.client.program;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ngrokd.client.words.UpgradeFlags;
import picocli.CommandLine.Mixin;

/** {@code ngrok config …} and {@code ngrok authtoken …}, with what stands behind them. */
final class ConfigWords {
  @Mixin private final UpgradeFlags upgrade = new UpgradeFlags();

  /**
   * That their options are of no use elsewhere.
   *
   * @throws org.ngrokd.kit.cli.UsageException when one of them was typed
   */
  void refuse() {
    upgrade.refuse();
  }

  /**
   * Does what they say.
   *
   * @param word config or authtoken
   * @param flags name the config file
   * @param environment HOME, VISUAL, EDITOR
   */
  void run(
      Word word,
      List<String> further,
      ClientFlags flags,
      PrintWriter out,
      Map<String, String> environment)
      throws InterruptedException {
    if (word == Word.CONFIG && !further.isEmpty() && further.get(0).equals("upgrade")) {
      new UpgradeCommand(flags.configPath(environment), upgrade, out, environment)
          .run(further.subList(1, further.size()));
      return;
    }
    List<String> words =
        word == Word.AUTHTOKEN
            ? Stream.concat(Stream.of("add-authtoken"), further.stream()).toList()
            : further;
    new ConfigCommands(
            flags.configPath(environment), () -> flags.file(environment), out, environment)
        .run(words);
  }
}
