package org.ngrokd.server.limits;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.streams.memory.CutReason;
import org.ngrokd.streams.memory.Holder;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.memory.ShareKind;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.PeerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory that visitors and clients make this server hold: whose it is, and what is told of
 * those who had to go. Safe from any thread.
 */
public final class MemoryGuard {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryGuard.class);
  private static final int MEBI = 1 << 20;

  private final MemoryBudget budget;
  private volatile Duration stall;
  private volatile CidrList proxies;
  private final FloodReports reports;

  /**
   * @param bytes what may wait in all
   * @param stall how long a peer may take nothing while others need the room
   * @param proxies peers that stand for many visitors
   */
  public MemoryGuard(long bytes, Duration stall, CidrList proxies, FloodReports reports) {
    this.budget = new MemoryBudget(bytes, stall, System::nanoTime, this::cut);
    this.stall = stall;
    this.proxies = proxies;
    this.reports = reports;
  }

  /** From now on these hold. */
  void change(Duration newStall, CidrList newProxies) {
    stall = newStall;
    proxies = newProxies;
    budget.stall(newStall);
  }

  /** Without limits. */
  public static MemoryGuard open() {
    return new MemoryGuard(
        Long.MAX_VALUE / 16,
        Duration.ofDays(1),
        CidrList.NONE,
        new FloodReports(new LimitCounters()));
  }

  public MemoryBudget budget() {
    return budget;
  }

  /** A place for what this connection holds; it counts for its peer's address. */
  public Holding hold(Channel peer, Holder holder) {
    return budget.hold(holder, owners(peer));
  }

  /**
   * Whose it is what a connection holds.
   *
   * @param others who causes it too
   */
  public List<ShareKind.Key> owners(Channel peer, ShareKind.Key... others) {
    List<ShareKind.Key> owners = new ArrayList<>(1 + others.length);
    if (PeerAddress.socketAddress(peer) instanceof InetSocketAddress inet && !inet.isUnresolved()) {
      ShareKind kind = proxies.contains(inet.getAddress()) ? ShareKind.PROXY : ShareKind.ADDRESS;
      owners.add(kind.of(AddressBlock.of(inet.getAddress())));
    }
    owners.addAll(List.of(others));
    return owners;
  }

  private void cut(ShareKind.Key who, CutReason reason, long bytes) {
    Limit limit =
        switch (reason) {
          case SHARE -> Limit.MEMORY_SHARE;
          case TOTAL -> Limit.MEMORY_TOTAL;
          case STALLED -> Limit.STALLED;
        };
    if (reports.reached(limit, who.toString())) {
      LOG.warn("Cut a connection of {} that held {} KiB: {}", who, bytes / 1024, why(reason));
    }
  }

  private String why(CutReason reason) {
    return switch (reason) {
      case SHARE ->
          "what waits for its address, its tunnel or its client is above its share of the "
              + budget.total() / MEBI
              + " MiB that may wait";
      case TOTAL ->
          "more than "
              + budget.total() / MEBI
              + " MiB wait in all, and of those its address holds most";
      case STALLED ->
          "its peer took nothing for "
              + stall.toSeconds()
              + " s (-stallTimeout), and others need the room";
    };
  }
}
