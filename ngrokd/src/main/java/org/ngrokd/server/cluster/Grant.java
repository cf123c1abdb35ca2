package org.ngrokd.server.cluster;

import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.tunnel.Claim;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.PublicUrl;

/**
 * A name that this server has, or wants. It begins without an epoch, may be claimed anew with the
 * node's next life, and is lost once. Safe from any thread.
 */
final class Grant implements Claim.Hold {
  private final PublicUrl url;
  private final Holder holder;
  private final String owner;
  private final Lease lease;
  private volatile long epoch;
  private volatile String node = "";
  private volatile boolean isLost;
  private volatile boolean isOthers;
  private long elsewhere; // under the lock
  private boolean isAsked; // under the lock

  /**
   * @param owner whoever comes with the same takes the name over
   */
  Grant(PublicUrl url, Holder holder, String owner, Lease lease) {
    this.url = url;
    this.holder = holder;
    this.owner = owner;
    this.lease = lease;
  }

  PublicUrl url() {
    return url;
  }

  Holder holder() {
    return holder;
  }

  String owner() {
    return owner;
  }

  Wish wish(String forNode) {
    return new Wish(url.key(), url.toString(), owner, forNode);
  }

  /** 0 before it is claimed. */
  long epoch() {
    return epoch;
  }

  /** Of which life of this server it is; "" before it is claimed. */
  String node() {
    return node;
  }

  /**
   * The engine is to be asked for it: one claim at a time, for the answer to the first of two might
   * come last.
   *
   * @return false when it must not be: it is asked already, or lost; otherwise {@link #answered}
   *     follows
   */
  synchronized boolean asks() {
    boolean may = !isAsked && !isLost;
    isAsked |= may;
    return may;
  }

  /** Whether the engine has not answered yet. */
  synchronized boolean isAsked() {
    return isAsked;
  }

  /** Whatever the answer was. */
  synchronized void answered() {
    isAsked = false;
  }

  /**
   * The engine has given it.
   *
   * @return false when somebody else has got it since
   */
  synchronized boolean granted(String byNode, long byEpoch) {
    if (isLost || elsewhere > byEpoch) {
      return false;
    }
    if (byEpoch > epoch) { // of a claim that was done twice the last one counts
      epoch = byEpoch;
      node = byNode;
    }
    return true;
  }

  /**
   * The engine tells that this server has it: by a claim that was done late, perhaps, whose answer
   * nobody awaits any more.
   */
  synchronized void told(String byNode, long byEpoch) {
    if (!isAsked && node.equals(byNode)) {
      boolean unused = granted(byNode, byEpoch);
    }
  }

  /**
   * Another node has the name by this epoch.
   *
   * @return whether it is lost by that
   */
  synchronized boolean isElsewhere(long byEpoch) {
    elsewhere = Math.max(elsewhere, byEpoch);
    return epoch > 0 && byEpoch > epoch;
  }

  /**
   * From now on it is not served; what was begun goes on.
   *
   * @return whether it was lost by that
   */
  synchronized boolean lose() {
    boolean isNews = !isLost;
    isLost = true;
    return isNews;
  }

  /** The same where it may be another client's now: nothing goes on. */
  synchronized boolean loseToOthers() {
    isOthers |= !isLost;
    return lose();
  }

  boolean isLost() {
    return isLost;
  }

  @Override
  public boolean isHeld() {
    return !isLost && lease.holds(node);
  }

  @Override
  public boolean mayGoOn() {
    return isLost ? !isOthers : lease.holds(node);
  }
}
