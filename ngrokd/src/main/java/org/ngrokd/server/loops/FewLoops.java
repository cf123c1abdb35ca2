package org.ngrokd.server.loops;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * No more event loops than the work needs. What comes for several connections at about the same
 * time is then done in one go, and one thread sleeps and wakes up instead of all of them: with one
 * loop for what it can do, a small request costs up to a third less. As the work grows, new
 * connections go to further loops.
 */
public final class FewLoops extends LoopChoice {
  /** How much one loop is to do before another one is used, as a share of a core. */
  private static final double ENOUGH_WORK = 0.25;

  /** How many connections, which may all become busy at once. */
  private static final int ENOUGH_CONNECTIONS = 256;

  private final LoopLoads loads;
  private final AtomicIntegerArray open;

  public FewLoops(EventLoopGroup group) {
    super(group);
    this.loads = LoopLoads.of(loops());
    this.open = new AtomicIntegerArray(loops().size());
  }

  /**
   * @param loads of the loops of the group, in their order
   */
  public FewLoops(EventLoopGroup group, LoopLoads loads) {
    super(group);
    this.loads = loads;
    this.open = new AtomicIntegerArray(loops().size());
  }

  @Override
  public EventLoop next() {
    return loops().get(choose());
  }

  @Override
  public ChannelFuture register(Channel channel) {
    int chosen = choose();
    open.incrementAndGet(chosen);
    channel.closeFuture().addListener(closed -> open.decrementAndGet(chosen));
    return loops().get(chosen).register(channel);
  }

  private int choose() {
    int[] connections = new int[open.length()];
    for (int i = 0; i < connections.length; i++) {
      connections[i] = open.get(i);
    }
    return choose(loads.shares(), connections);
  }

  /**
   * Which loop a new connection is for.
   *
   * @param shares of a core that each loop has used lately
   * @param connections that each loop has
   */
  static int choose(double[] shares, int[] connections) {
    double work = 0;
    int all = 0;
    for (int i = 0; i < shares.length; i++) {
      work += shares[i];
      all += connections[i];
    }
    int needed = 1 + (int) Math.max(work / ENOUGH_WORK, (double) all / ENOUGH_CONNECTIONS);
    int best = 0;
    for (int i = 1; i < Math.min(needed, shares.length); i++) {
      if (burden(shares[i], connections[i]) < burden(shares[best], connections[best])) {
        best = i;
      }
    }
    return best;
  }

  private static double burden(double share, int connections) {
    return share / ENOUGH_WORK + (double) connections / ENOUGH_CONNECTIONS;
  }
}
