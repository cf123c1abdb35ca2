package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ngrokd.client.bench.Contender.Target;
import org.ngrokd.client.testing.Machine;
import org.ngrokd.client.testing.Page;

/**
 * Measures what it costs that requests are kept to be looked at: two tunnels of one client, one
 * with {@code inspect: false}, take turns with the same loads.
 *
 * <p>Arguments: rounds, seconds for each load, the directory of the launchers, and where the pages
 * are.
 */
public final class InspectCost {
  private static final List<String> TUNNELS = List.of("web", "plain");

  private final int rounds;
  private final OurPair pair;
  private final Measurement measurement;
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();

  private InspectCost(int rounds, OurPair pair, Measurement measurement) {
    this.rounds = rounds;
    this.pair = pair;
    this.measurement = measurement;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    Path directory = Scratch.create();
    try (Origin origin = Origin.start(directory);
        OurPair pair = OurPair.start(Path.of(arguments[2]), directory, origin)) {
      String text =
          new InspectCost(rounds, pair, new Measurement(pair, seconds, origin.big())).measure();
      String heading =
          "%s, `scripts/inspect-cost %d %d`, %s.%n%n"
              .formatted(LocalDate.now(ZoneOffset.UTC), rounds, seconds, Machine.describe());
      System.out.println(text);
      for (String page : List.of("inspector.md", "inspector.zh-CN.md")) {
        new Page(Path.of(arguments[3]).resolve(page)).replace("cost", heading + text);
      }
    } finally {
      Scratch.delete(directory);
    }
  }

  private String measure() throws IOException, InterruptedException {
    for (String tunnel : TUNNELS) { // Java compiles what is used often
      double unused = measurement.download("/huge", Origin.HUGE, target(tunnel));
    }
    for (int round = 1; round <= rounds; round++) {
      for (String tunnel : TUNNELS) {
        Target target = target(tunnel);
        add(tunnel + " requests", measurement.of(Load.HTTP_KEEP_ALIVE, target).rate());
        add(tunnel + " download", measurement.download("/huge", Origin.HUGE, target));
      }
    }
    long peak = Usage.peakMib(pair.processes()).get(1); // the client's
    return "| | inspected | `inspect: false` | ratio |%n| --- | ---: | ---: | ---: |%n%s%s%nThe most that was resident of the client in all: %d MiB.%n"
        .formatted(
            row("requests of 1 KiB/s, 32 connections", "requests"),
            row("a download of 3 GiB, MiB/s", "download"),
            peak);
  }

  private Target target(String tunnel) {
    return new Target(pair.httpPort(), tunnel + ".localhost");
  }

  private void add(String what, double figure) {
    figures.computeIfAbsent(what, each -> new ArrayList<>()).add(figure);
    System.out.printf("%s: %,.0f/s%n", what, figure);
  }

  private String row(String title, String load) {
    double inspected = median("web " + load);
    double plain = median("plain " + load);
    return String.format(
        Locale.ROOT, "| %s | %,.0f | %,.0f | %.2f |%n", title, inspected, plain, inspected / plain);
  }

  private double median(String what) {
    List<Double> sorted = figures.getOrDefault(what, List.of()).stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
