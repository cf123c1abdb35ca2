package org.ngrokd.client.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.cli.ManPage;
import picocli.CommandLine.Model.CommandSpec;

/** The manual page ngrok(1). */
public final class Manual {
  private Manual() {}

  /** The page in roff. */
  public static String page(CommandSpec spec) {
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
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "~/.ngrok, or else ~/.config/ngrok/ngrok.yml",
        "The server's address, the token, and tunnels by name.");
    files.put(
        "$XDG_STATE_HOME/ngrok/api-4040.secret, or else ~/.local/state/ngrok/api-4040.secret",
        "What programs send as X-Ngrok-Secret to give orders to the API on this port, where the"
            + " system does not tell whose they are.");
    return files;
  }

  private static Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("http_proxy", "An HTTP or SOCKS5 proxy on the way to the server.");
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
