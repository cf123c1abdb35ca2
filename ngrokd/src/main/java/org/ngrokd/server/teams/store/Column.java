package org.ngrokd.server.teams.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How values stand in the database: times as milliseconds since 1970, lists by commas. */
final class Column {
  private Column() {}

  static long of(Instant time) {
    return time.toEpochMilli();
  }

  static long of(Optional<Instant> time) {
    return time.map(Instant::toEpochMilli).orElse(0L);
  }

  static Instant time(ResultSet row, String name) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(name));
  }

  /** 0 stands for none. */
  static Optional<Instant> timeOrNone(ResultSet row, String name) throws SQLException {
    long millis = row.getLong(name);
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static Optional<String> textOrNone(ResultSet row, String name) throws SQLException {
    return Optional.ofNullable(row.getString(name));
  }

  static List<String> words(ResultSet row, String name) throws SQLException {
    String text = row.getString(name);
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  static String of(List<String> words) {
    return String.join(",", words);
  }

  /** What stands somewhere in a text, for LIKE with '!' as the escape. */
  static String containing(String part) {
    return "%" + part.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
  }

  /** What comes after all ASCII texts that begin so, byte by byte: an index leads there. */
  static String after(String start) {
    return start + "\u007f";
  }
}
