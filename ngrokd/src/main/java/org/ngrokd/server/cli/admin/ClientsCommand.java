package org.ngrokd.server.cli.admin;

import java.util.List;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cli.admin.Table.Column;
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
    Table table =
        new Table(
            Column.text("ID", 0),
            Column.text("ADDRESS", 15),
            Column.text("ACCOUNT", 8),
            Column.text("VERSION", 9),
            Column.number("UP"),
            Column.number("RTT"),
            Column.number("TUN"),
            Column.number("OPEN"),
            Column.number("HELD"));
    for (JsonValue each : answer.get("clients").elements()) {
      table.row(
          Texts.shortId(each.get("id")),
          Texts.of(each, "address"),
          Texts.of(each, "account"),
          Texts.of(each, "version"),
          Amounts.age(each.get("since")),
          Amounts.millis(each.get("roundTripMillis")),
          String.valueOf(Amounts.of(each.get("tunnels"))),
          String.valueOf(Amounts.of(each.get("streams"))),
          Amounts.bytes(Amounts.of(each.get("bytesHeld"))));
    }
    return table.linesOr("There are no clients.", WIDTH);
  }
}
