package org.ngrokd.server.cli.admin;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cli.admin.Table.Column;

/** Tunnels and clients, as a server tells of them, in tables. */
final class Rows {
  static final int WIDE = 110;

  private Rows() {}

  static Table tunnels(List<JsonValue> all) {
    boolean isCluster = hasNodes(all);
    Table table =
        table(
            isCluster,
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
      row(
          table,
          isCluster,
          each,
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
    boolean isCluster = hasNodes(all);
    Table table =
        table(
            isCluster,
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
      row(
          table,
          isCluster,
          each,
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

  /** Several servers have a column that says at which one it is. */
  private static boolean hasNodes(List<JsonValue> all) {
    return all.stream().anyMatch(each -> each.get("node").isThere());
  }

  private static Table table(boolean isCluster, Column... columns) {
    List<Column> all = new ArrayList<>(List.of(columns));
    if (isCluster) {
      all.add(Column.text("NODE", 9));
    }
    return new Table(all.toArray(Column[]::new));
  }

  private static void row(Table table, boolean isCluster, JsonValue each, String... cells) {
    List<String> all = new ArrayList<>(List.of(cells));
    if (isCluster) {
      all.add(Texts.of(each, "node"));
    }
    table.row(all.toArray(String[]::new));
  }

  /** What a table may take: more where there are several servers, whose addresses it has. */
  static int width(JsonValue answer) {
    return answer.get("missing").isThere() ? WIDE : WatchCommand.WIDTH;
  }

  /** What is said of servers that did not answer. */
  static List<String> missing(JsonValue answer) {
    return answer.get("missing").elements().stream()
        .map(
            each ->
                "Not shown: what is at %s (%s)."
                    .formatted(Texts.of(each, "node"), Texts.of(each, "why")))
        .toList();
  }

  static Table nodes(List<JsonValue> all) {
    Table table =
        new Table(
            Column.text("NODE", 0),
            Column.text("ADDRESS", 15),
            Column.text("VERSION", 7),
            Column.number("UP"),
            Column.number("CLIENTS"),
            Column.number("TUN"),
            Column.number("VISITORS"),
            Column.text("", 8));
    for (JsonValue each : all) {
      JsonValue load = each.get("load");
      JsonValue now = load.get("now");
      table.row(
          Texts.of(each, "id"),
          Texts.of(each, "address"),
          Texts.of(load, "version"),
          Amounts.age(load.get("since")),
          Texts.of(now, "clients"),
          String.valueOf(Amounts.of(each.get("tunnels"))),
          Texts.of(now, "visitors"),
          words(each));
    }
    return table;
  }

  private static String words(JsonValue node) {
    List<String> words = new ArrayList<>();
    if (isTrue(node.get("isThis"))) {
      words.add("this one");
    }
    if (isTrue(node.get("isDraining"))) {
      words.add("draining");
    }
    node.get("trouble").text().ifPresent(words::add);
    return String.join(", ", words);
  }

  private static boolean isTrue(JsonValue value) {
    return value.text().filter("true"::equals).isPresent();
  }
}
