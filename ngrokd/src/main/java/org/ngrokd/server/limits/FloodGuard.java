package org.ngrokd.server.limits;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ngrokd.streams.net.CidrList;

/** All that keeps strangers from asking too much of the server, put together. */
public final class FloodGuard {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final FloodReports reports;
  private final Descriptors descriptors;
  private final ClientGate clients;
  private final VisitorGate visitors;
  private final MemoryGuard memory;
  private final AcceptPause visitorPause;
  private final AcceptPause clientPause;
  private final TunnelGate tunnels;

  /**
   * @param proxies peers that stand for many visitors
   */
  public FloodGuard(
      FloodLimits limits, CidrList proxies, LimitCounters counters, Descriptors descriptors) {
    this.reports = new FloodReports(counters);
    this.descriptors = descriptors;
    this.clients = new ClientGate(limits.clients(), reports);
    this.visitors =
        new VisitorGate(limits.visitors().perAddress(), mostVisitors(limits), proxies, reports);
    this.memory =
        new MemoryGuard(limits.memory().bytes(), limits.memory().stall(), proxies, reports);
    long reserve = descriptors.reserve();
    this.visitorPause =
        new AcceptPause("visitors", descriptors, reserve, reports, visitors::makeRoomFor);
    // Clients may have of the reserve: without them no visitor is served.
    this.clientPause =
        new AcceptPause("clients", descriptors, reserve / 2, reports, this::makeRoomForClient);
    this.tunnels =
        new TunnelGate(
            limits.tunnels(), descriptors.max(), Runtime.getRuntime().maxMemory(), reports);
  }

  private int mostVisitors(FloodLimits limits) {
    int total = limits.visitors().total();
    return total > 0 ? total : descriptors.visitors();
  }

  /**
   * From now on these limits hold, but for that of all memory. Whoever is there stays; who comes
   * finds the new ones.
   *
   * @param proxies peers that stand for many visitors
   */
  public void change(FloodLimits limits, CidrList proxies) {
    clients.change(limits.clients());
    visitors.change(limits.visitors().perAddress(), mostVisitors(limits), proxies);
    memory.change(limits.memory().stall(), proxies);
    tunnels.change(limits.tunnels());
  }

  private boolean makeRoomForClient(Channel client) {
    return clients.makeRoomFor(client) || visitors.makeRoomFor(client);
  }

  /** Begins to look after things, every second. */
  public void start(EventExecutor loop) {
    every(TICK, loop, visitorPause::tick);
    memory.budget().watchOn(loop);
    every(TICK, loop, clientPause::tick);
    every(MINUTE, loop, reports::minuteEnds);
  }

  private static void every(Duration period, EventExecutor loop, Runnable task) {
    loop.scheduleAtFixedRate(task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS)
        .addListener(done -> {});
  }

  /** What waits in memory, and for whom. */
  public MemoryGuard memory() {
    return memory;
  }

  public ClientGate clients() {
    return clients;
  }

  public VisitorGate visitors() {
    return visitors;
  }

  /** Says what of the limits is worth a line in the log. */
  public FloodReports reports() {
    return reports;
  }

  public TunnelGate tunnels() {
    return tunnels;
  }

  /** For the public listeners. */
  public AcceptPause visitorPause() {
    return visitorPause;
  }

  /** For the tunnel listener. */
  public AcceptPause clientPause() {
    return clientPause;
  }

  public Descriptors descriptors() {
    return descriptors;
  }
}
