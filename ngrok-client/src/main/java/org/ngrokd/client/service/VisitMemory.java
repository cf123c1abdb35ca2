package org.ngrokd.client.service;

import java.util.List;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.memory.ShareKind;
import org.ngrokd.streams.relay.CountedEnd;
import org.ngrokd.streams.relay.EndsMemory;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * What waits in memory for one visit, from its begin until the visitor and the service are both
 * gone. Confined to the event loop that both share.
 */
final class VisitMemory {
  private final EndsMemory ends;
  private final Holding holding;
  private final RelayEnd visitor;

  /**
   * @param owners who causes it
   */
  VisitMemory(RelayEnd visitor, MemoryBudget budget, List<ShareKind.Key> owners) {
    this.ends = new EndsMemory(reason -> cut(), visitor);
    this.holding = budget.hold(ends, owners);
    this.visitor = new CountedEnd(visitor, () -> gone(visitor));
  }

  /** The visitor, to be used in place of the one that was given. */
  RelayEnd visitor() {
    return visitor;
  }

  /** The service, to be used in place of the one that is given. */
  RelayEnd service(RelayEnd service) {
    ends.add(service);
    return new CountedEnd(service, () -> gone(service));
  }

  /** To be looked at while it is relayed. */
  Holding holding() {
    return holding;
  }

  private void cut() {
    ends.resetAllBut(null);
  }

  private void gone(RelayEnd end) {
    ends.remove(end);
    if (ends.isEmpty()) {
      holding.end();
    }
  }
}
