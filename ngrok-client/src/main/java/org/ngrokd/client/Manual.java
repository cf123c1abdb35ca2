package org.ngrokd.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.protocol.cli.ManPage;
import picocli.CommandLine.Model.CommandSpec;

/** The manual page ngrok(1). */
final class Manual {
  private Manual() {}

  /** The page in roff. */
  static String page(CommandSpec spec) {
    Map<String, String> words = new LinkedHashMap<>();
    List.of(Word.values()).forEach(word -> words.put(word.text(), word.does() + "."));
    return new ManPage(spec, 1)
        .list("COMMANDS", words)
        .options()
        .list("FILES", files())
        .list("ENVIRONMENT", environment())
        .list("EXIT STATUS", exits())
        .text("SEE ALSO", List.of("ngrokd(8)"))
        .toString();
  }

  private static Map<String, String> files() {
    return Map.of(
        "~/.ngrok, or else ~/.config/ngrok/ngrok.yml",
        "The server's address, the token, and tunnels by name.");
  }

  private static Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("http_proxy", "An HTTP proxy on the way to the server.");
    variables.put("NO_COLOR", "When set, the screen has no colours.");
    return variables;
  }

  private static Map<String, String> exits() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "The user ended it.");
    codes.put("1", "It cannot run, was refused, or diagnose found something in the way.");
    codes.put("2", "Wrong usage.");
    return codes;
  }
}
