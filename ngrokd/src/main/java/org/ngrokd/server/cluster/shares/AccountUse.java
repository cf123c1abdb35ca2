package org.ngrokd.server.cluster.shares;

import java.util.stream.DoubleStream;
import org.ngrokd.server.access.Used;

/**
 * How much of its limits an account used lately at one server, per second; as servers tell each
 * other.
 *
 * @param account as {@link org.ngrokd.server.access.Account#key}
 * @param up bytes from the local services to visitors
 * @param down bytes from visitors to the local services
 */
record AccountUse(String account, double connections, double up, double down) {
  private static final double MOST = 1e15;

  /** What was used between two looks. */
  static AccountUse between(String account, Used before, Used now, double seconds) {
    return new AccountUse(
        account,
        rate(now.connections() - before.connections(), seconds),
        rate(now.up() - before.up(), seconds),
        rate(now.down() - before.down(), seconds));
  }

  /** A limit that is new counts from 0 again. */
  private static double rate(long used, double seconds) {
    return Math.max(0, used) / seconds;
  }

  /** Whether it can be so: what another server says may be anything. */
  boolean isSound() {
    return DoubleStream.of(connections, up, down).allMatch(rate -> rate >= 0 && rate <= MOST);
  }
}
