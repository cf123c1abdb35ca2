package org.ngrokd.client.bench;

import java.util.List;
import java.util.Optional;

/** One way from a visitor to the origin, running. */
interface Contender extends AutoCloseable {
  /** As the tables call it. */
  String name();

  /** What a load needs to know; empty when this way is not for such a load. */
  Optional<Target> target(Load load);

  /** How long a load lasts before it is measured. */
  default int warmUpSeconds(Load load) {
    return 5;
  }

  /** The processes whose CPU time and memory count. */
  List<ProcessHandle> processes();

  @Override
  void close();

  /**
   * Where a load goes.
   *
   * @param port of loopback
   * @param host the Host header
   */
  record Target(int port, String host) {}
}
