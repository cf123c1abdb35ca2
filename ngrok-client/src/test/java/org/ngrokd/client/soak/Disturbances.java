package org.ngrokd.client.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * When which client was disturbed: a request that fails cleanly is excused if its client was
 * disturbed while it was under way. Safe from any thread.
 */
final class Disturbances {
  /** Every client. */
  static final String ALL = "*";

  /** A failure may be noticed a little later than its cause is over. */
  private static final long AFTERMATH_NANOS = 5_000_000_000L;

  private final List<Disturbance> all = new ArrayList<>();

  /** One of them, from its begin on. */
  static final class Disturbance {
    private final String client;
    private final long from;
    private long to = Long.MAX_VALUE;

    private Disturbance(String client, long from) {
      this.client = client;
      this.from = from;
    }
  }

  synchronized Disturbance begin(String client) {
    Disturbance begun = new Disturbance(client, System.nanoTime());
    all.add(begun);
    return begun;
  }

  synchronized void end(Disturbance over) {
    over.to = System.nanoTime() + AFTERMATH_NANOS;
  }

  /** Whether one of these clients was disturbed since then. */
  synchronized boolean excuse(List<String> clients, long sinceNanos) {
    return all.stream()
        .anyMatch(
            each ->
                (each.client.equals(ALL) || clients.contains(each.client))
                    && each.from <= System.nanoTime()
                    && each.to >= sinceNanos);
  }

  synchronized int count() {
    return all.size();
  }
}
