package org.ngrokd.server.cli.admin;

import java.util.List;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cli.admin.Table.Column;
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
    Table table =
        new Table(
            Column.text("URL", 20),
            Column.text("ACCOUNT", 8),
            Column.text("CLIENT", 0),
            Column.number("UP"),
            Column.number("OPEN"),
            Column.number("REQ/S"),
            Column.number("IN/S"),
            Column.number("OUT/S"));
    for (JsonValue each : answer.get("tunnels").elements()) {
      JsonValue rate = each.get("perSecond");
      table.row(
          Texts.of(each, "url"),
          Texts.of(each, "account"),
          Texts.shortId(each.get("client")),
          Amounts.age(each.get("since")),
          String.valueOf(Amounts.of(each.get("open"))),
          Amounts.number(Amounts.fraction(rate.get("requests"))),
          Amounts.bytes(Amounts.fraction(rate.get("bytesIn"))),
          Amounts.bytes(Amounts.fraction(rate.get("bytesOut"))));
    }
    return table.linesOr("There are no tunnels.", WIDTH);
  }
}
