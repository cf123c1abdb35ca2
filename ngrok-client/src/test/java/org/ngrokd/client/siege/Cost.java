package org.ngrokd.client.siege;

import java.util.concurrent.atomic.LongAdder;

/** What an attack costs the attacker. Safe from any thread. */
final class Cost {
  private final LongAdder connections = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void connection() {
    connections.increment();
  }

  void bytes(long sent) {
    bytes.add(sent);
  }

  long connections() {
    return connections.sum();
  }

  /** Bytes that were given to the system to be sent. */
  long bytes() {
    return bytes.sum();
  }
}
