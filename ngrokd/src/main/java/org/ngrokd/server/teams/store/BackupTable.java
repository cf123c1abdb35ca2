package org.ngrokd.server.teams.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.json.JsonValue;

/**
 * A table as it stands in a backup. Immutable.
 *
 * @param isKept or only emptied by a restore: what is there for minutes, and browsers' sessions,
 *     which would bring back those that were ended meanwhile
 * @param order the column by which rows are in order
 */
record BackupTable(String name, boolean isKept, String order, List<Column> columns) {
  /** In an order in which each one's rows lead to those before. */
  static final List<BackupTable> ALL =
      List.of(
          kept(
              "accounts",
              "id",
              "id provider? subject? display_name email search subdomain role disabled! limits"
                  + " last_port# created_at# signed_in_at#"),
          kept("names", "name", "kind name account_id created_at#"),
          kept("tokens", "id", "id account_id label hash scopes created_at# used_at# ends_at#"),
          kept(
              "ssh_keys",
              "fingerprint",
              "fingerprint account_id type blob bits# label created_at# used_at#"),
          kept("certificates", "name, kind", "name kind serial chain secret used_at#"),
          kept("audit", "seq", "at# who address action target detail"),
          kept("own", "name", "name value"),
          emptied("sessions"),
          emptied("once"),
          emptied("devices"),
          emptied("certificates_asked"),
          emptied("certificates_ordered"),
          emptied("certificates_paused"),
          emptied("certificates_claimed"));

  /** What a column holds. */
  enum Kind {
    TEXT(""),
    TEXT_OR_NONE("?"),
    NUMBER("#"),
    TRUTH("!");

    private final String mark;

    Kind(String mark) {
      this.mark = mark;
    }
  }

  /** A column: what it is called and what it holds. */
  record Column(String name, Kind kind) {
    private static Column of(String marked) {
      for (Kind kind : Kind.values()) {
        if (kind != Kind.TEXT && marked.endsWith(kind.mark)) {
          return new Column(marked.substring(0, marked.length() - 1), kind);
        }
      }
      return new Column(marked, Kind.TEXT);
    }
  }

  private static BackupTable kept(String name, String order, String columns) {
    return new BackupTable(
        name, true, order, Arrays.stream(columns.split(" ", -1)).map(Column::of).toList());
  }

  private static BackupTable emptied(String name) {
    return new BackupTable(name, false, "", List.of());
  }

  static Optional<BackupTable> called(String name) {
    return ALL.stream().filter(table -> table.isKept && table.name.equals(name)).findFirst();
  }

  /** Own rows that belong to a database, not to what is in it. */
  String withoutItsOwn() {
    return name.equals("own") ? " WHERE name <> '" + OwnTable.CHANGES + "'" : "";
  }

  String select() {
    return "SELECT " + names() + " FROM " + name + withoutItsOwn() + " ORDER BY " + order;
  }

  String insert() {
    return "INSERT INTO %s (%s) VALUES (%s)"
        .formatted(
            name, names(), columns.stream().map(each -> "?").collect(Collectors.joining(", ")));
  }

  String delete() {
    return "DELETE FROM " + name + withoutItsOwn();
  }

  private String names() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }

  /** The row at which a result stands. */
  Map<String, Object> row(ResultSet result) throws SQLException {
    Map<String, Object> row = new LinkedHashMap<>();
    for (Column column : columns) {
      Object value = value(result, column);
      if (value != null) {
        row.put(column.name, value);
      }
    }
    return row;
  }

  private static @Nullable Object value(ResultSet result, Column column) throws SQLException {
    return switch (column.kind) {
      case TEXT, TEXT_OR_NONE -> result.getString(column.name);
      case NUMBER -> result.getLong(column.name);
      case TRUTH -> result.getBoolean(column.name);
    };
  }

  /** Whether a row has what it has to have. */
  boolean fits(JsonValue row) {
    return row.isObject() && columns.stream().allMatch(column -> fits(row, column));
  }

  private static boolean fits(JsonValue row, Column column) {
    JsonValue value = row.get(column.name);
    return switch (column.kind) {
      case TEXT -> value.text().isPresent();
      case TEXT_OR_NONE -> !value.isThere() || value.text().isPresent();
      case NUMBER -> value.number().isPresent();
      case TRUTH -> value.text().filter(text -> text.matches("true|false")).isPresent();
    };
  }

  /** Makes a row the values of an insert. */
  void bind(JsonValue row, PreparedStatement insert) throws SQLException {
    int place = 1;
    for (Column column : columns) {
      JsonValue value = row.get(column.name);
      if (!value.isThere()) {
        insert.setNull(place, Types.VARCHAR);
      } else if (column.kind == Kind.NUMBER) {
        insert.setLong(place, value.number().orElseThrow());
      } else if (column.kind == Kind.TRUTH) {
        insert.setBoolean(place, value.text().orElseThrow().equals("true"));
      } else {
        insert.setString(place, value.text().orElseThrow());
      }
      place++;
    }
  }
}
