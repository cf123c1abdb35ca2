package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;

/**
 * Which nodes this one may bury. One that goes on without the engine does so by the word of all of
 * whom it knows; so whoever it knows may bury it, after {@link Pledges} that run. Who is not known
 * to it has to wait until it surely does nothing any more. Confined to the thread of membership.
 */
final class Burials {
  /** Between two answers in leases' percent; longer, and the engine was away. */
  private static final int GAP_PERCENT = 60;

  private final Duration lease;
  private final LongSupplier nanos;
  private final Map<String, Late> late = new HashMap<>();
  private long answeredAt;
  private long thereSince;
  private boolean isFirst = true;

  private record Late(long version, long since) {}

  Burials(Duration lease, LongSupplier nanos) {
    this.lease = lease;
    this.nanos = nanos;
  }

  /**
   * The engine has answered.
   *
   * @return those that this node may bury, if it has not promised anything else
   */
  List<Life> due(List<Life> lives, NodeCard self) {
    long now = nanos.getAsLong();
    boolean wasAway = now - answeredAt > lease.toNanos() * GAP_PERCENT / 100;
    if (isFirst || wasAway) {
      thereSince = now; // everybody has a lease's time to come back
      isFirst = false;
    }
    answeredAt = now;
    late.keySet().retainAll(lives.stream().filter(Life::isLate).map(Life::id).toList());
    lives.stream().filter(Life::isLate).forEach(life -> note(life, now));
    return lives.stream()
        .filter(life -> life.isLate() && !life.id().equals(self.id()))
        .filter(life -> isOverFor(life, self, now))
        .toList();
  }

  private void note(Life life, long now) {
    Late before = late.get(life.id());
    if (before == null || before.version() != life.version()) {
      late.put(life.id(), new Late(life.version(), now));
    }
  }

  private boolean isOverFor(Life life, NodeCard self, long now) {
    boolean isAsked =
        life.knows().isEmpty() // it does not go on without the engine
            || life.knows().contains(self.id())
            || life.card().address().equals(self.address()); // where this server listens now
    Late since = late.getOrDefault(life.id(), new Late(0, now));
    return isAsked
        ? now - thereSince >= lease.toNanos()
        : now - since.since() >= Engine.LONGEST.toNanos();
  }
}
