package org.ngrokd.client.service;

import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.ngrokd.streams.memory.CutReason;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.memory.ShareKind;
import org.ngrokd.streams.relay.EndsMemory;
import org.ngrokd.streams.relay.RelayEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits in this client's memory for visitors and services. Safe from any thread. */
public final class VisitorMemory {
  /** How long a visitor may take nothing while others need the room. */
  private static final Duration STALL = Duration.ofSeconds(60);

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final Logger LOG = LoggerFactory.getLogger(VisitorMemory.class);

  private final MemoryBudget budget;
  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - MINUTE);

  private VisitorMemory(long bytes) {
    this.budget = new MemoryBudget(bytes, STALL, System::nanoTime, this::cut);
  }

  /**
   * As much as this process has room for.
   *
   * @param loop looks at it from time to time, while anything waits
   */
  public static VisitorMemory ofProcess(EventExecutor loop) {
    VisitorMemory memory = new VisitorMemory(MemoryBudget.ofProcess());
    memory.budget.watchOn(loop);
    return memory;
  }

  /** The account that it is charged to. */
  public MemoryBudget budget() {
    return budget;
  }

  /** What a visit holds from now on. */
  VisitMemory begin(Visit visit, String tunnel) {
    return new VisitMemory(visit.end(), budget, owners(visit, tunnel));
  }

  /** What a visitor holds before it is served. */
  Holding hold(Visit visit, String tunnel) {
    RelayEnd end = visit.end();
    Holding holding =
        budget.hold(new EndsMemory(reason -> end.reset(), end), owners(visit, tunnel));
    holding.look();
    return holding;
  }

  private static List<ShareKind.Key> owners(Visit visit, String tunnel) {
    Object who =
        VisitorAddress.parse(visit.clientAddr())
            .<Object>map(InetSocketAddress::getAddress)
            .orElse("somebody unknown");
    return List.of(ShareKind.ADDRESS.of(who), ShareKind.TUNNEL.of(tunnel));
  }

  /** Once a minute: whoever does it does it often. */
  private void cut(ShareKind.Key who, CutReason reason, long bytes) {
    long now = System.nanoTime();
    long before = toldAt.get();
    if (now - before >= MINUTE && toldAt.compareAndSet(before, now)) {
      LOG.warn(
          "Cut a visitor from {} for whom {} KiB waited: {}",
          who,
          bytes / 1024,
          reason == CutReason.STALLED
              ? "it took nothing for " + STALL.toSeconds() + " s, and others need the room"
              : "too much waits in memory, and most of it is for that address");
    }
  }
}
