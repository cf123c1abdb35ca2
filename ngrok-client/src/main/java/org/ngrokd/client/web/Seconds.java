package org.ngrokd.client.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ngrokd.client.inspect.Course;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.client.traffic.TunnelTraffic;

/** What happened in each second, for the charts. Confined to the pages' event loop. */
final class Seconds {
  private final Traffic traffic;
  private List<Double> durations = new ArrayList<>();
  private Totals last = new Totals(0, 0, 0, 0);

  /** What was counted since the start. */
  private record Totals(long requests, long errors, long bytesIn, long bytesOut) {}

  /**
   * One second.
   *
   * @param time its end, in milliseconds since 1970
   * @param requests that came, looked at or not
   * @param p50 half of the replies took no longer, in milliseconds; 0 when there were none
   * @param open visitors' connections
   * @param missed requests that were not looked at, since the start
   */
  record Second(
      long time,
      long requests,
      long errors,
      long bytesIn,
      long bytesOut,
      double p50,
      double p90,
      long open,
      long missed) {}

  Seconds(Traffic traffic) {
    this.traffic = traffic;
  }

  /** Counts from now on. */
  void begin() {
    last = totals();
    durations.clear();
  }

  private Totals totals() {
    return new Totals(
        traffic.sum(each -> each.requests() + each.missedExchanges()),
        traffic.sum(TunnelTraffic::errors),
        traffic.sum(TunnelTraffic::bytesIn),
        traffic.sum(TunnelTraffic::bytesOut));
  }

  void add(SeenExchange seen) {
    if (seen.course().state() == Course.State.DONE) {
      durations.add(seen.course().duration().toNanos() / 1e6);
    }
  }

  Second next() {
    Totals now = totals();
    Totals before = last;
    List<Double> took = durations;
    last = now;
    durations = new ArrayList<>();
    Collections.sort(took);
    return new Second(
        System.currentTimeMillis(),
        now.requests() - before.requests(),
        now.errors() - before.errors(),
        now.bytesIn() - before.bytesIn(),
        now.bytesOut() - before.bytesOut(),
        quantile(took, 0.5),
        quantile(took, 0.9),
        traffic.connections().open(),
        traffic.sum(TunnelTraffic::missedExchanges));
  }

  private static double quantile(List<Double> sorted, double part) {
    return sorted.isEmpty()
        ? 0
        : sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size()));
  }
}
