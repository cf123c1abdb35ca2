package org.ngrokd.server.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.ngrokd.server.admin.Shown.PerSecond;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.TunnelMeter;
import org.ngrokd.streams.net.ProcessMemory;

/** The server as a whole, as its administrator sees it. Immutable. */
final class Overview {
  private final Subjects subjects;

  Overview(Subjects subjects) {
    this.subjects = subjects;
  }

  Shown.Status status(Rates.Measured measured) {
    return new Shown.Status(
        server(),
        now(measured.total()),
        memory(),
        limits(),
        new Slowness(subjects, new Present(subjects, measured)).now());
  }

  /** In few words. */
  Shown.Load load(Rates.Measured measured) {
    Subjects.Facts facts = subjects.figures().facts().get();
    return new Shown.Load(facts.version(), Shown.time(facts.since()), now(measured.total()));
  }

  private Shown.Server server() {
    Subjects.Facts facts = subjects.figures().facts().get();
    return new Shown.Server(
        facts.version(),
        ProcessHandle.current().pid(),
        facts.isDraining() ? "draining" : "running",
        Shown.time(facts.since()),
        Duration.between(facts.since(), Instant.now()).toSeconds(),
        facts.domain(),
        facts.listeners(),
        facts.state());
  }

  Shown.Now now(PerSecond perSecond) {
    FloodGuard guard = subjects.figures().guard();
    return new Shown.Now(
        (int) subjects.holders().all().stream().filter(each -> each.about().isPresent()).count(),
        (int) subjects.tunnels().all().stream().filter(Overview::isSomebodys).count(),
        guard.visitors().count(),
        guard.visitors().most(),
        guard.clients().waiting(),
        guard.clients().unauthenticated(),
        perSecond);
  }

  /** The server's own pages are nobody's. */
  static boolean isSomebodys(TunnelMeter meter) {
    Holder holder = meter.tunnel().claim().holder();
    return holder.about().isPresent();
  }

  private Shown.Memory memory() {
    FloodGuard guard = subjects.figures().guard();
    ProcessMemory process = ProcessMemory.now();
    return new Shown.Memory(
        guard.memory().budget().used(),
        guard.memory().budget().total(),
        process.heap(),
        process.heapMax(),
        process.direct(),
        process.directMax(),
        guard.descriptors().open(),
        guard.descriptors().max());
  }

  /** Those that were met. */
  private Map<String, Long> limits() {
    Map<String, Long> met = new TreeMap<>();
    for (Limit limit : Limit.values()) {
      long count = subjects.figures().limits().count(limit);
      if (count > 0) {
        met.put(limit.label(), count);
      }
    }
    return met;
  }
}
