package org.ngrokd.server.cli.admin;

import java.util.List;
import org.ngrokd.kit.json.JsonValue;
import picocli.CommandLine.Command;

/** {@code ngrokd nodes}. */
@Command(
    name = "nodes",
    description = "Shows the servers of the running server's cluster.",
    sortOptions = false)
public final class NodesCommand extends WatchCommand {
  @Override
  String target() {
    return "/v1/nodes";
  }

  @Override
  List<String> lines(JsonValue answer) {
    return Rows.nodes(answer.get("nodes").elements()).linesOr("There are no nodes.", Rows.WIDE);
  }
}
