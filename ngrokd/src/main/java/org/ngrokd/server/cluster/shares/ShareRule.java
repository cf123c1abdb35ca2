package org.ngrokd.server.cluster.shares;

import java.util.Collection;

/**
 * Which part of a limit each server gives an account: as much as its part of all use, but never
 * less than if all had the same, so that one that was quiet can begin. Where everything is used,
 * all come to the same part: of N servers, no more than 2 - 1/N of the limit at first, and less
 * each time that they hear of each other.
 */
final class ShareRule {
  private ShareRule() {}

  /**
   * The part, above 0 and at most 1.
   *
   * @param own use here, per second
   * @param others use at each other server that has the account, per second
   */
  static double part(double own, Collection<Double> others) {
    double all = own + others.stream().mapToDouble(use -> use).sum();
    double least = 1.0 / (1 + others.size());
    return all > 0 ? Math.max(least, own / all) : least;
  }
}
