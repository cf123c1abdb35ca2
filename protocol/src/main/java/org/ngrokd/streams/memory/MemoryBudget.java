package org.ngrokd.streams.memory;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One account for all bytes that wait in this program because somebody else has not acted: heads
 * under way, input ahead of its turn, replies that are not taken, messages in queues. There is a
 * total, and within it a share for each address, tunnel and client ({@link ShareKind}).
 *
 * <ul>
 *   <li>Above half of a share, or of the total, less is let wait for each connection concerned.
 *   <li>Above that, whoever holds nothing more than others goes on; of the address that holds most,
 *       the connections that hold most end. So nobody ends who is well-behaved, as long as there is
 *       somebody who is not.
 *   <li>What was told to go and has not gone yet may be a quarter beyond the total; when it is
 *       more, whoever adds to it goes, too.
 *   <li>Where memory is short, connections whose peer has taken nothing for long end first.
 * </ul>
 *
 * <p>Whoever holds nothing any more is forgotten with the next look at all, four times a second.
 *
 * <p>Safe from any thread. Holders are called without the lock. It is one class, though a long one:
 * everything in it is guarded by that lock.
 */
public final class MemoryBudget {
  /** One part in so many is made room when a limit was met. */
  static final int ROOM = 8;

  /** How much of the total, one part in so many, may be on its way out beyond it. */
  private static final int OVERRUN = 4;

  /** Whoever holds no more than this, in bytes, does not matter even then. */
  private static final int SMALL = 16 * 1024;

  /** How often it is looked at what waits. */
  private static final Duration TICK = Duration.ofMillis(250);

  private final long total;
  private volatile Duration stall;
  private final LongSupplier nanos;
  private final Witness witness;
  private final Map<ShareKind.Key, MemoryShare> shares = new HashMap<>();
  private final Set<Holding> holdings = new LinkedHashSet<>();
  private volatile long used;
  private long going;
  private volatile boolean tight;
  private @Nullable EventExecutor loop;
  private boolean ticking;

  /** Hears who had to go. */
  @FunctionalInterface
  public interface Witness {
    /**
     * A connection was told to end. Any thread, without the lock.
     *
     * @param who whose share was exceeded, or who held most
     * @param bytes what the connection held
     */
    void cut(ShareKind.Key who, CutReason reason, long bytes);
  }

  /**
   * @param total what may wait in all, in bytes
   * @param stall how long a peer may take nothing while others need the room
   * @param nanos the time, as {@code System.nanoTime} tells it
   */
  public MemoryBudget(long total, Duration stall, LongSupplier nanos, Witness witness) {
    this.total = total;
    this.stall = stall;
    this.nanos = nanos;
    this.witness = witness;
  }

  /**
   * What may wait in a process like this one, in bytes: half of its buffers' memory or of its heap,
   * whichever is less. The other half is for what is being worked on, and for what pools keep.
   */
  public static long ofProcess() {
    return Math.min(PlatformDependent.maxDirectMemory(), Runtime.getRuntime().maxMemory()) / 2;
  }

  /** Nothing is limited: for tests of other things, and programs that have other limits. */
  public static MemoryBudget unlimited() {
    return new MemoryBudget(
        Long.MAX_VALUE / ROOM, Duration.ofDays(1), System::nanoTime, (who, reason, bytes) -> {});
  }

  /** A place to which nothing is charged: for ends that are no stranger's. */
  public static Holding uncounted() {
    Holder nothing =
        new Holder() {
          @Override
          public long held() {
            return 0;
          }

          @Override
          public void tighten(boolean on) {}

          @Override
          public void cut(CutReason reason) {}
        };
    return unlimited().hold(nothing, List.of());
  }

  /**
   * A place for what a connection holds; give it back by {@link Holding#end}.
   *
   * @param owners whose it is, as far as it is known; see {@link Holding#belongsTo}
   */
  public Holding hold(Holder holder, List<ShareKind.Key> owners) {
    return new Holding(this, holder, owners);
  }

  /** What waits now, in bytes. */
  public long used() {
    return used;
  }

  /** What may wait in all, in bytes. */
  public long total() {
    return total;
  }

  /** More than half of it is used: windows do not grow, and new ones are small. */
  public boolean isShort() {
    return tight;
  }

  /** How many connections hold something. */
  public synchronized int holdings() {
    return (int) holdings.stream().filter(each -> each.charged() > 0).count();
  }

  /** The same with those that hold nothing any more, and are not forgotten yet. */
  synchronized int known() {
    return holdings.size();
  }

  /** How many addresses, tunnels and clients hold something. */
  synchronized int shares() {
    return (int) shares.values().stream().filter(each -> !each.isEmpty()).count();
  }

  /** What waits for each address, tunnel and client for which something does, in bytes. */
  public synchronized Map<ShareKind.Key, Long> byOwner() {
    Map<ShareKind.Key, Long> all = new HashMap<>();
    shares.forEach(
        (key, share) -> {
          if (!share.isEmpty()) {
            all.put(key, share.staying());
          }
        });
    return all;
  }

  /**
   * Connections whose peer has taken nothing of what waits for it.
   *
   * @param least for how long
   */
  public synchronized List<Stalled> stalled(Duration least) {
    long now = nanos.getAsLong();
    return holdings.stream()
        .filter(each -> each.charged() > 0 && !each.isCut())
        .filter(each -> now - each.takenAt() >= least.toNanos())
        .filter(each -> !each.owners().isEmpty())
        .map(
            each ->
                new Stalled(
                    each.owners().get(0), each.charged(), Duration.ofNanos(now - each.takenAt())))
        .toList();
  }

  /**
   * A connection whose peer takes nothing.
   *
   * @param who answers for it
   * @param bytes what waits
   * @param since how long it has been so
   */
  public record Stalled(ShareKind.Key who, long bytes, Duration since) {}

  /** From now on a peer may take nothing for so long while others need the room. */
  public void stall(Duration other) {
    stall = other;
  }

  void changed(Holding holding) {
    act(look(holding));
  }

  void moved(Holding holding) {
    Orders orders;
    synchronized (this) {
      long charged = holding.charged();
      if (!holdings.contains(holding) || holding.isCut()) {
        return;
      }
      leave(holding);
      if (charged == 0) {
        return;
      }
      join(holding);
      add(holding, charged);
      orders = new Orders();
      enforce(holding, orders);
    }
    act(orders);
  }

  synchronized void ended(Holding holding) {
    if (holdings.contains(holding)) {
      leave(holding);
    }
  }

  /** From now on it is looked at what waits, regularly while there is anything. */
  public synchronized void watchOn(EventExecutor executor) {
    loop = executor;
    tickSoon();
  }

  private void tickSoon() {
    if (loop != null && !ticking && !holdings.isEmpty()) {
      ticking = true;
      loop.schedule(this::tickAndAgain, TICK.toNanos(), TimeUnit.NANOSECONDS)
          .addListener(done -> {});
    }
  }

  private void tickAndAgain() {
    try {
      tick();
    } finally {
      synchronized (this) {
        ticking = false;
        tickSoon();
      }
    }
  }

  /** Looks at everything that waits, and at who has taken nothing. */
  void tick() {
    Collection<Holding> all;
    Orders orders = new Orders();
    synchronized (this) {
      for (Holding holding : List.copyOf(holdings)) {
        if (holding.charged() == 0) {
          leave(holding);
          regulate(holding, orders);
        }
      }
      all = new ArrayList<>(holdings);
    }
    all.forEach(holding -> act(look(holding)));
    synchronized (this) {
      long now = nanos.getAsLong();
      for (Holding holding : List.copyOf(holdings)) {
        if (holding.charged() == 0) {
          continue;
        }
        boolean isPressed = used - going > total / 2 || isPressed(holding);
        if (isPressed && now - holding.takenAt() > stall.toNanos() && !holding.isCut()) {
          cut(holding, CutReason.STALLED, orders);
        }
        regulate(holding, orders);
      }
    }
    act(orders);
  }

  private Orders look(Holding holding) {
    Orders orders = new Orders();
    synchronized (this) {
      if (holding.isEnded() || holding.isCut()) {
        return orders;
      }
      long before = holding.charged();
      long now = holding.heldNow(); // under the lock: of two looks the later one counts
      if (now < before || before == 0) {
        holding.takenAt(nanos.getAsLong());
      }
      if (before == 0 && now > 0) {
        join(holding);
      }
      add(holding, now - before);
      if (now == 0 && before > 0 && loop == null) {
        leave(holding); // who is looked after stays a while: small replies wait and go all the time
      }
      if (now > before) {
        enforce(holding, orders);
        stopOverrun(holding, orders);
      }
      regulate(holding, orders);
    }
    return orders;
  }

  /** It may be there still. */
  private void join(Holding holding) {
    if (!holdings.add(holding)) {
      return;
    }
    List<MemoryShare> own = new ArrayList<>(holding.owners().size());
    for (ShareKind.Key key : holding.owners()) {
      MemoryShare share = shares.computeIfAbsent(key, k -> new MemoryShare(k, k.kind().of(total)));
      share.holdings().add(holding);
      own.add(share);
    }
    holding.shares(own);
    tickSoon();
  }

  private void leave(Holding holding) {
    if (holding.isCut()) {
      addGoing(holding, -holding.charged());
    }
    add(holding, -holding.charged());
    holdings.remove(holding);
    for (MemoryShare share : holding.shares()) {
      share.holdings().remove(holding);
      if (share.holdings().isEmpty()) {
        shares.remove(share.key());
      }
    }
    holding.shares(List.of());
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  private void add(Holding holding, long bytes) {
    used += bytes;
    holding.charged(holding.charged() + bytes);
    for (MemoryShare share : holding.shares()) {
      share.add(bytes);
    }
    long staying = used - going;
    tight = staying > total / 2 || (tight && staying > total / 8 * 3);
  }

  private void addGoing(Holding holding, long bytes) {
    going += bytes;
    holding.shares().forEach(share -> share.addGoing(bytes));
  }

  /** Nothing it belongs to may be above its limit when this is over. */
  private void enforce(Holding grown, Orders orders) {
    for (MemoryShare share : grown.shares()) {
      if (share.isAbove()) {
        makeRoom(share.holdings(), share.excess(), CutReason.SHARE, orders);
      }
    }
    if (used - going > total) {
      makeRoom(holdings, used - going - (total - total / ROOM), CutReason.TOTAL, orders);
    }
  }

  /**
   * Those who have to go may be on another event loop, which is busy: until they have gone, nobody
   * may add much. Who adds is on its own loop, so that it goes at once.
   */
  private void stopOverrun(Holding grown, Orders orders) {
    if (used > total + total / OVERRUN && grown.charged() > SMALL && !grown.isCut()) {
      cut(grown, CutReason.TOTAL, orders);
    }
  }

  /** Who holds most goes first. */
  private void makeRoom(Set<Holding> among, long excess, CutReason reason, Orders orders) {
    List<Holding> heaviest = new ArrayList<>(among);
    heaviest.sort(
        Comparator.comparingLong(Holding::weight).thenComparingLong(Holding::charged).reversed());
    long left = excess;
    for (Holding each : heaviest) {
      if (left <= 0) {
        return;
      }
      if (!each.isCut() && each.charged() > 0) {
        left -= each.charged();
        cut(each, reason, orders);
      }
    }
  }

  private void cut(Holding holding, CutReason reason, Orders orders) {
    holding.cut();
    addGoing(holding, holding.charged());
    orders.cuts.add(new Cut(holding, reason, holding.charged()));
  }

  private boolean isPressed(Holding holding) {
    for (MemoryShare share : holding.shares()) {
      if (share.isPressed()) {
        return true;
      }
    }
    return false;
  }

  private void regulate(Holding holding, Orders orders) {
    boolean wanted =
        tight
            || isPressed(holding)
            || (holding.isTight() && !holding.shares().stream().allMatch(MemoryShare::isRelaxed));
    if (wanted != holding.isTight()) {
      holding.tight(wanted);
      orders.changes.add(holding);
    }
  }

  private void act(Orders orders) {
    for (Holding each : orders.changes) {
      each.holder().tighten(each.isTight());
    }
    for (Cut each : orders.cuts) {
      each.holding().holder().cut(each.reason());
      List<ShareKind.Key> owners = each.holding().owners();
      if (!owners.isEmpty()) {
        witness.cut(owners.get(0), each.reason(), each.bytes());
      }
    }
  }

  private record Cut(Holding holding, CutReason reason, long bytes) {}

  /** What is to be told when the lock is free again. */
  private static final class Orders {
    private final List<Holding> changes = new ArrayList<>();
    private final List<Cut> cuts = new ArrayList<>();
  }
}
