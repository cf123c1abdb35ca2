package org.ngrokd.client.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.client.bench.Contender.Target;

/**
 * How a pair does while it is young: loads one after the other from its first request on, each with
 * new connections, so that what is slow only now and then, or only on some connections, is seen.
 */
final class FirstMinute {
  /** Of each load, in seconds. */
  static final int EACH = 5;

  private final List<Row> rows = new ArrayList<>();

  /**
   * One load.
   *
   * @param age of the pair when it began
   */
  record Row(Load load, Duration age, Sample sample) {}

  /**
   * Puts loads on a pair that has just been started.
   *
   * @param until its age after the last, at least
   * @return the last
   */
  Sample measure(Contender young, Load load, Duration until, Origin origin)
      throws IOException, InterruptedException {
    Measurement measurement = new Measurement(young, EACH, origin.big());
    Target target = young.target(load).orElseThrow();
    long began = System.nanoTime();
    Duration age = Duration.ZERO;
    Sample last = null;
    while (last == null || age.compareTo(until) < 0) {
      last = measurement.now(load, target);
      rows.add(new Row(load, age, last));
      age = Duration.ofNanos(System.nanoTime() - began);
    }
    return last;
  }

  /** As Markdown. */
  String table() {
    StringBuilder text =
        new StringBuilder(
            """
            ### The first minute

            Loads of %d s one after the other, each with new connections, on a pair that was just started.

            | | age s | per second | CPU µs each | p50 ms | p99 ms |
            | --- | ---: | ---: | ---: | ---: | ---: |
            """
                .formatted(EACH));
    for (Row row : rows) {
      text.append(
          "| %s | %d | %,.0f | %.1f | %.2f | %.2f |%n"
              .formatted(
                  row.load().title(),
                  row.age().toSeconds(),
                  row.sample().rate(),
                  row.sample().cpu(),
                  row.sample().p50Millis(),
                  row.sample().p99Millis()));
    }
    return text.toString();
  }
}
