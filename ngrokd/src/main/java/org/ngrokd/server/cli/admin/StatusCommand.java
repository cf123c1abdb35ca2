package org.ngrokd.server.cli.admin;

import java.util.List;
import org.ngrokd.kit.json.JsonValue;
import picocli.CommandLine.Command;

/** {@code ngrokd status}. */
@Command(
    name = "status",
    description =
        "Shows how the server runs that has this state directory (NGROKD_HOME): how many of"
            + " everything, what passes in a second, which limits were met, and who is slow.",
    sortOptions = false)
public final class StatusCommand extends WatchCommand {
  @Override
  String target() {
    return "/v1/status";
  }

  @Override
  List<String> lines(JsonValue answer) {
    return new StatusText(answer).lines();
  }
}
