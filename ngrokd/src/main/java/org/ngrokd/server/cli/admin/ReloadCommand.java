package org.ngrokd.server.cli.admin;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.text.Printable;
import picocli.CommandLine.Command;

/** {@code ngrokd reload}. */
@Command(
    name = "reload",
    description =
        "Makes the running server read its config file anew, as SIGHUP does: says what is in force"
            + " now, and what needs a restart. A file with a mistake changes nothing.",
    sortOptions = false)
public final class ReloadCommand extends AskCommand {
  @Override
  void ask() {
    askOnce("POST", "/v1/reload");
  }

  /** Mistakes in the file are a failure, also for whoever wants JSON. */
  @Override
  void look(JsonValue reloaded) {
    List<String> errors = texts(reloaded.get("errors"));
    if (!errors.isEmpty()) {
      List<String> lines = new ArrayList<>(errors);
      lines.add("Nothing was changed: the server goes on as before.");
      throw new ConfigException(lines);
    }
  }

  @Override
  List<String> lines(JsonValue reloaded) {
    List<String> lines = new ArrayList<>();
    texts(reloaded.get("changed")).forEach(line -> lines.add("Changed: " + line));
    texts(reloaded.get("needsRestart")).forEach(line -> lines.add("Needs a restart: " + line));
    if (lines.isEmpty()) {
      lines.add("Nothing has changed.");
    }
    return lines;
  }

  private static List<String> texts(JsonValue lines) {
    return lines.elements().stream()
        .flatMap(each -> each.text().stream())
        .map(Printable::line)
        .toList();
  }
}
