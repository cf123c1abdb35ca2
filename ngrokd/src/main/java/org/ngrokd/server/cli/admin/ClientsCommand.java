package org.ngrokd.server.cli.admin;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.json.JsonValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ngrokd clients}. */
@Command(
    name = "clients",
    description = "Shows the clients of the running server.",
    sortOptions = false)
public final class ClientsCommand extends WatchCommand {
  @Mixin private final ListFlags flags = new ListFlags();

  @Override
  String target() {
    return "/v1/clients" + flags.query();
  }

  @Override
  List<String> lines(JsonValue answer) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        Rows.clients(answer.get("clients").elements())
            .linesOr("There are no clients.", Rows.width(answer)));
    lines.addAll(Rows.missing(answer));
    return lines;
  }
}
