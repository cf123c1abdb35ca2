package org.ngrokd.server.cli.admin;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What somebody at the screen wants to see. Immutable.
 *
 * @param subject what is listed: "tunnels" or "clients"
 * @param order of the list, as {@link #ORDERS}
 * @param filter what has to stand in a row; "" for nothing
 * @param first how many rows are passed over
 * @param rows how many are shown
 */
record Wish(String subject, String order, String filter, int first, int rows) {
  static final List<String> ORDERS = List.of("rate", "bytes", "connections", "name");

  /** What is typed is no more than the longest name. */
  static final int LONGEST_FILTER = 64;

  static Wish begin(String order) {
    return new Wish("tunnels", order, "", 0, 20);
  }

  Wish of(String other) {
    return new Wish(other, order, filter, 0, rows);
  }

  Wish by(String other) {
    return new Wish(subject, other, filter, 0, rows);
  }

  Wish nextOrder() {
    return by(ORDERS.get((ORDERS.indexOf(order) + 1) % ORDERS.size()));
  }

  /** With this alone; what is too long is left off. */
  Wish matching(String text) {
    String kept = text.length() > LONGEST_FILTER ? text.substring(0, LONGEST_FILTER) : text;
    return new Wish(subject, order, kept, 0, rows);
  }

  /**
   * Further down, or up.
   *
   * @param all how many rows there are
   */
  Wish moved(int by, int all) {
    int last = Math.max(0, all - rows);
    return new Wish(subject, order, filter, Math.max(0, Math.min(last, first + by)), rows);
  }

  Wish with(int room) {
    return new Wish(subject, order, filter, first, Math.max(1, room));
  }

  /** The path and query by which the server is asked for the list. */
  String target() {
    return "/v1/%s?sort=%s&limit=%d&match=%s"
        .formatted(subject, order, first + rows, URLEncoder.encode(filter, StandardCharsets.UTF_8));
  }
}
