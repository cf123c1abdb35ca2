package org.ngrokd.server.cli.admin;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.json.JsonValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ngrokd tunnels}. */
@Command(
    name = "tunnels",
    description = "Shows the tunnels of the running server, and what passes through each.",
    sortOptions = false)
public final class TunnelsCommand extends WatchCommand {
  @Mixin private final ListFlags flags = new ListFlags();

  @Override
  String target() {
    return "/v1/tunnels" + flags.query();
  }

  @Override
  List<String> lines(JsonValue answer) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        Rows.tunnels(answer.get("tunnels").elements())
            .linesOr("There are no tunnels.", Rows.width(answer)));
    lines.addAll(Rows.missing(answer));
    return lines;
  }
}
