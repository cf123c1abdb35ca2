package org.ngrokd.server.admin;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ngrokd.server.edge.OpenVisit;
import org.ngrokd.server.tunnel.TunnelMeter;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.memory.ShareKind;
import org.ngrokd.streams.net.PeerAddress;

/** Who is slow, and what that costs: the worst of each kind. Made for one answer. */
final class Slowness {
  /** Of each kind. */
  private static final int MOST = 5;

  private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

  private final Subjects subjects;
  private final Present present;

  Slowness(Subjects subjects, Present present) {
    this.subjects = subjects;
    this.present = present;
  }

  Shown.Slow now() {
    return new Shown.Slow(holdsMemory(), stalled(), waits());
  }

  private MemoryBudget budget() {
    return subjects.figures().guard().memory().budget();
  }

  private List<Shown.HoldsMemory> holdsMemory() {
    return budget().byOwner().entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .sorted(Map.Entry.<ShareKind.Key, Long>comparingByValue().reversed())
        .limit(MOST)
        .map(
            each ->
                new Shown.HoldsMemory(
                    each.getKey().kind().name().toLowerCase(Locale.ROOT),
                    who(each.getKey()),
                    each.getValue()))
        .toList();
  }

  /** A way to a client has no name of its own. */
  private String who(ShareKind.Key key) {
    return key.kind() == ShareKind.CLIENT
        ? present.clientOf(key.who()).map(about -> about.address()).orElse("a client that is gone")
        : key.toString();
  }

  private List<Shown.Stalled> stalled() {
    return budget().stalled(WORTH_TELLING).stream()
        .sorted(Comparator.comparing(MemoryBudget.Stalled::since).reversed())
        .limit(MOST)
        .map(each -> new Shown.Stalled(who(each.who()), each.bytes(), each.since().toSeconds()))
        .toList();
  }

  private List<Shown.Waits> waits() {
    long now = System.nanoTime();
    return subjects.visits().open().stream()
        .map(visit -> new Waiting(visit, visit.phase(), now - visit.since()))
        .filter(each -> each.isOfInterest() && each.nanos() >= WORTH_TELLING.toNanos())
        .sorted(Comparator.comparingLong(Waiting::nanos).reversed())
        .limit(MOST)
        .map(Waiting::shown)
        .toList();
  }

  /** A visitor at a moment. */
  private record Waiting(OpenVisit visit, OpenVisit.Phase phase, long nanos) {
    boolean isOfInterest() {
      return phase == OpenVisit.Phase.AWAITS_CLIENT || phase == OpenVisit.Phase.AWAITS_SERVICE;
    }

    Shown.Waits shown() {
      TunnelMeter meter = visit.meter();
      return new Shown.Waits(
          meter == null ? "" : meter.url(),
          PeerAddress.text(visit.peer()),
          phase == OpenVisit.Phase.AWAITS_CLIENT ? "client" : "service",
          Duration.ofNanos(nanos).toSeconds());
    }
  }
}
