package org.ngrokd.server.cli.admin;

import java.util.List;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.json.JsonValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ngrokd kick}. */
@Command(
    name = "kick",
    description =
        "Sends a client of the running server away: its tunnels close, and visitors that it is"
            + " serving are cut when they are done.",
    sortOptions = false)
public final class KickCommand extends AskCommand {
  @Parameters(
      paramLabel = "ID",
      description = "As 'ngrokd clients' shows it, or more of it, or less where that is enough.")
  private String id = "";

  @Override
  void ask() {
    if (!id.matches("[0-9a-f]{1,16}")) {
      throw new UsageException(
          "ID '" + id + "': expected what 'ngrokd clients' shows in its first column, as 3f9c01d2");
    }
    askOnce("DELETE", "/v1/clients/" + id);
  }

  @Override
  List<String> lines(JsonValue kicked) {
    return List.of(
        "Sent client %s at %s away, with %d tunnels."
            .formatted(
                Texts.shortId(kicked.get("id")),
                Texts.of(kicked, "address"),
                Amounts.of(kicked.get("tunnels"))),
        Texts.of(kicked, "advice"));
  }
}
