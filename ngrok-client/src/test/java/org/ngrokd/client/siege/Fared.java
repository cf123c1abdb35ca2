package org.ngrokd.client.siege;

/**
 * How the well-behaved fared during an attack.
 *
 * @param visits how many there were
 * @param p50 of their time in ms
 * @param p99 of their time in ms, failed ones included
 * @param slowest who took so long, and who longest
 * @param failures what went wrong first; "" when nothing did
 */
record Fared(int visits, double p50, double p99, String slowest, int failed, String failures) {
  private static final int PARTS = 7;

  /** As {@link Latencies#take} has it. */
  static Fared of(String line) {
    String[] parts = line.split("\t", PARTS);
    return new Fared(
        Integer.parseInt(parts[0]),
        Double.parseDouble(parts[1]),
        Double.parseDouble(parts[2]),
        parts[4] + ", " + parts[3] + " ms",
        Integer.parseInt(parts[5]),
        parts[6]);
  }
}
