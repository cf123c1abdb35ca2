package org.ngrokd.streams.memory;

import java.util.List;

/**
 * What one connection holds of the budget. It costs nothing while nothing waits.
 *
 * <p>Safe from any thread; what is not final is guarded by the budget's lock, but for what is
 * volatile.
 */
public final class Holding {
  /** Changes below this, in bytes, are not worth a look under the lock. */
  private static final int GRAIN = 1024;

  private final MemoryBudget budget;
  private final Holder holder;
  private volatile List<ShareKind.Key> owners;
  private volatile long charged;
  private List<MemoryShare> shares = List.of();
  private long takenAt;
  private boolean tight;
  private boolean cut;
  private volatile boolean ended;

  Holding(MemoryBudget budget, Holder holder, List<ShareKind.Key> owners) {
    this.budget = budget;
    this.holder = holder;
    this.owners = owners;
  }

  /**
   * Says anew whose it is.
   *
   * @param newOwners the first is who answers for it when somebody has to go
   */
  public void belongsTo(List<ShareKind.Key> newOwners) {
    if (!newOwners.equals(owners)) {
      owners = newOwners;
      budget.moved(this);
    }
  }

  /** To be called when more or less may wait than before. */
  public void look() {
    if (grains(holder.held()) != charged && !ended) {
      budget.changed(this);
    }
  }

  /** The connection is gone, and with it all that waited. */
  public void end() {
    ended = true;
    budget.ended(this);
  }

  /** What it is charged now, in bytes. */
  public long charged() {
    return charged;
  }

  /** What waits, in whole grains. */
  private static long grains(long bytes) {
    return (bytes + GRAIN - 1) / GRAIN * GRAIN;
  }

  long heldNow() {
    return grains(holder.held());
  }

  Holder holder() {
    return holder;
  }

  List<ShareKind.Key> owners() {
    return owners;
  }

  List<MemoryShare> shares() {
    return shares;
  }

  void shares(List<MemoryShare> newShares) {
    shares = newShares;
  }

  void charged(long bytes) {
    charged = bytes;
  }

  /** When the peer took something for the last time, or when something began to wait. */
  long takenAt() {
    return takenAt;
  }

  void takenAt(long nanos) {
    takenAt = nanos;
  }

  boolean isTight() {
    return tight;
  }

  void tight(boolean now) {
    tight = now;
  }

  boolean isCut() {
    return cut;
  }

  void cut() {
    cut = true;
  }

  boolean isEnded() {
    return ended;
  }

  /** What its address holds in all, or it alone: who has most goes first. */
  long weight() {
    return shares.isEmpty() ? charged : shares.get(0).staying();
  }
}
