package org.ngrokd.server.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.server.admin.Shown.PerSecond;
import org.ngrokd.server.edge.OpenVisit;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.TunnelMeter;
import org.ngrokd.streams.memory.ShareKind;

/**
 * Who is there at a moment, put together by client: a client's tunnels, their visitors, what waits
 * for them. Made for one answer.
 */
final class Present {
  private final Map<TunnelMeter, Integer> visits = new HashMap<>();
  private final Map<Holder, Mine> byHolder = new HashMap<>();
  private final Map<Object, Holder.About> bySource = new HashMap<>();

  /** What is a client's. */
  static final class Mine {
    private int tunnels;
    private int visits;
    private long bytes;
    private PerSecond rate = PerSecond.NOTHING;

    int tunnels() {
      return tunnels;
    }

    int visits() {
      return visits;
    }

    /** What waits in memory because of it. */
    long bytes() {
      return bytes;
    }

    PerSecond rate() {
      return rate;
    }
  }

  Present(Subjects subjects, Rates.Measured measured) {
    for (OpenVisit visit : subjects.visits().open()) {
      TunnelMeter meter = visit.meter();
      if (meter != null) {
        visits.merge(meter, 1, Integer::sum);
      }
    }
    Map<ShareKind.Key, Long> held = subjects.figures().guard().memory().budget().byOwner();
    for (TunnelMeter meter : subjects.tunnels().all()) {
      add(meter, held, measured.of(meter));
    }
  }

  private void add(TunnelMeter meter, Map<ShareKind.Key, Long> held, PerSecond rate) {
    Holder holder = meter.tunnel().claim().holder();
    Object client = meter.tunnel().source().client();
    Mine mine = byHolder.computeIfAbsent(holder, each -> new Mine());
    mine.tunnels++;
    mine.visits += visitsOf(meter);
    mine.bytes = held.getOrDefault(ShareKind.CLIENT.of(client), 0L); // all its tunnels' together
    mine.rate = Rates.Measured.sum(mine.rate, rate);
    holder.about().ifPresent(about -> bySource.put(client, about));
  }

  /** How many visitors a tunnel has now. */
  int visitsOf(TunnelMeter meter) {
    return visits.getOrDefault(meter, 0);
  }

  /** What is a client's; empty things for one without tunnels. */
  Mine of(Holder holder) {
    return byHolder.getOrDefault(holder, new Mine());
  }

  /** Whose a way to a client is. */
  Optional<Holder.About> clientOf(Object source) {
    return Optional.ofNullable(bySource.get(source));
  }
}
