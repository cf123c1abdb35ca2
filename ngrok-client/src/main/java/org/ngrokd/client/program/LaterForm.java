package org.ngrokd.client.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.log.LogFormat;

/**
 * {@code ngrok http 8080 -subdomain=x}, the form of later versions. It says the same as 1.7's
 * {@code ngrok -proto=http+https -subdomain=x 8080}, but options may stand on either side of the
 * address.
 *
 * @param word the word that it begins with
 * @param behind what stands behind it
 */
record LaterForm(Word word, List<String> behind) {
  /** What start takes behind it; all else describes a tunnel, and would do nothing there. */
  private static final Set<String> OF_START =
      Set.of(
          "config",
          "log",
          "log-level",
          "log-format",
          "authtoken",
          "root-cas",
          "mux",
          "retry",
          "inspect",
          "debugErrors",
          "all",
          "none",
          "region",
          "h",
          "help");

  private boolean hasBehind(String option) {
    return behind.stream().anyMatch(each -> each.matches("--?" + option + "(=.*)?"));
  }

  /**
   * Refuses options of a tunnel behind words that open those of the config file: one without the
   * password that was asked for is worse than none.
   */
  void refuseTunnelOptions() {
    for (String each : behind) {
      String option = each.replaceFirst("=.*", "");
      if (option.matches("--?[a-zA-Z].*") && !OF_START.contains(option.replaceFirst("^--?", ""))) {
        throw new UsageException(
            option + " belongs to a tunnel: write it below the tunnel's name in the config file");
      }
    }
  }

  /** Today's agents take such a token for this run; before the word it is 1.7's, and kept. */
  boolean hasTokenForOnce() {
    return hasBehind("authtoken");
  }

  /** Who asks for a log as today's agents are asked for it, waits for lines as these have them. */
  LogFormat logFormat() {
    return hasBehind("log") ? LogFormat.LOGFMT : LogFormat.TEXT;
  }

  /**
   * The command line in 1.7's form, but for options that stand behind the address.
   *
   * @param typed all of it
   * @param words the word and all that follows
   */
  static List<String> asFlags(List<String> typed, List<String> words, Word word) {
    List<String> arguments = new ArrayList<>(typed.subList(0, typed.size() - words.size()));
    if (word.describesTunnel()) {
      arguments.add("-proto=" + word.protocols());
    }
    arguments.addAll(words.subList(1, words.size()));
    return arguments;
  }
}
