package org.ngrokd.client.config;

import java.util.List;

/**
 * Which visitors are let in.
 *
 * @param allowCidrs networks, as "10.0.0.0/8"; empty: all
 * @param denyCidrs networks that are not let in, even if allowed above
 * @param maxConnections most connections at a time, 0 for any number
 * @param redirectToHttps whether visitors by http are sent to https
 */
public record VisitorRules(
    List<String> allowCidrs, List<String> denyCidrs, int maxConnections, boolean redirectToHttps) {
  /** All of them. */
  public static final VisitorRules NONE = new VisitorRules(List.of(), List.of(), 0, false);

  /**
   * Checked rules.
   *
   * @throws IllegalArgumentException when the number of connections is below 0
   */
  public VisitorRules {
    allowCidrs = List.copyOf(allowCidrs);
    denyCidrs = List.copyOf(denyCidrs);
    if (maxConnections < 0) {
      throw new IllegalArgumentException(
          "max_connections is " + maxConnections + "; expected a number, 0 for no limit");
    }
  }
}
