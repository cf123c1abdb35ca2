package org.ngrokd.client.siege;

/**
 * How the well-behaved fared during an attack.
 *
 * @param visits how many there were
 * @param p99 of their time in ms, failed ones included
 * @param failures what went wrong first; "" when nothing did
 */
record Fared(int visits, double p50, double p99, double most, int failed, String failures) {
  static Fared of(String line) {
    String[] parts = line.split(" ", 6);
    return new Fared(
        Integer.parseInt(parts[0]),
        Double.parseDouble(parts[1]),
        Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]),
        Integer.parseInt(parts[4]),
        parts.length > 5 ? parts[5] : "");
  }
}
