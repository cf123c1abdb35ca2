package org.ngrokd.server.cli.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.json.JsonValue;

/**
 * What the server said last. Immutable.
 *
 * @param status of the server as a whole; null before its first word
 * @param rows of the list, as far as they are wanted
 * @param subject of which list they are
 * @param all how many rows there would be
 * @param trouble why there is nothing newer, or ""
 */
record Seen(
    @Nullable JsonValue status, List<JsonValue> rows, String subject, int all, String trouble) {
  static final Seen NOTHING = new Seen(null, List.of(), "tunnels", 0, "");

  /** The same, of before. */
  Seen but(String newTrouble) {
    return new Seen(status, rows, subject, all, newTrouble);
  }
}
