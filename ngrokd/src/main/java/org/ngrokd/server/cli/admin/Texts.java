package org.ngrokd.server.cli.admin;

import org.ngrokd.kit.json.JsonValue;

/** Texts of what a server says. */
final class Texts {
  /** Two clients of 100,000 begin alike once in a while; then more has to be written. */
  private static final int SHORT_ID = 8;

  private Texts() {}

  /** A field's, or "-" when there is none. */
  static String of(JsonValue value, String field) {
    return value.get(field).text().filter(text -> !text.isEmpty()).orElse("-");
  }

  /** The beginning of an id, by which it can be named. */
  static String shortId(JsonValue id) {
    String text = id.text().orElse("-");
    return text.substring(0, Math.min(SHORT_ID, text.length()));
  }
}
