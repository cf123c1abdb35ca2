package org.ngrokd.server.cli.admin;

import java.util.List;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cli.admin.Table.Column;

/** Tunnels and clients, as a server tells of them, in tables. */
final class Rows {
  private Rows() {}

  static Table tunnels(List<JsonValue> all) {
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
    for (JsonValue each : all) {
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
    return table;
  }

  static Table clients(List<JsonValue> all) {
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
    for (JsonValue each : all) {
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
    return table;
  }

  static Table nodes(List<JsonValue> all) {
    Table table =
        new Table(
            Column.text("NODE", 0),
            Column.text("ADDRESS", 15),
            Column.number("TUN"),
            Column.text("", 8));
    for (JsonValue each : all) {
      boolean isDraining = each.get("isDraining").text().filter("true"::equals).isPresent();
      boolean isThis = each.get("isThis").text().filter("true"::equals).isPresent();
      table.row(
          Texts.of(each, "id"),
          Texts.of(each, "address"),
          String.valueOf(Amounts.of(each.get("tunnels"))),
          (isThis ? "this one" : "")
              + (isThis && isDraining ? ", " : "")
              + (isDraining ? "draining" : ""));
    }
    return table;
  }
}
