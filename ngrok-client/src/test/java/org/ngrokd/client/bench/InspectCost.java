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

  /** What the figures are called on each page. */
  private enum Words {
    ENGLISH(
        "inspector.md",
        """
        %s, %s, %s.

        | | inspected | `inspect: false` | ratio |
        | --- | ---: | ---: | ---: |
        | requests of 1 KiB/s, 32 connections | {requests} |
        | a download of 3 GiB, MiB/s | {download} |

        The most that was resident of the client in all: {peak} MiB.
        """),
    CHINESE(
        "inspector.zh-CN.md",
        """
        %s，%s，%s。

        | | 查看 | `inspect: false` | 比值 |
        | --- | ---: | ---: | ---: |
        | 每秒 1 KiB 的请求数，32 个连接 | {requests} |
        | 下载 3 GiB，MiB/s | {download} |

        客户端总共最多占用物理内存 {peak} MiB。
        """);

    private final String page;
    private final String text;

    Words(String page, String text) {
      this.page = page;
      this.text = text;
    }
  }

  private final int rounds;
  private final OurPair pair;
  private final Measurement measurement;
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private long peakMib;

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
      InspectCost cost =
          new InspectCost(rounds, pair, new Measurement(pair, seconds, origin.big()));
      cost.measure();
      String command = "`scripts/inspect-cost %d %d`".formatted(rounds, seconds);
      System.out.println(cost.text(Words.ENGLISH, command));
      for (Words words : Words.values()) {
        new Page(Path.of(arguments[3]).resolve(words.page))
            .replace("cost", cost.text(words, command));
      }
    } finally {
      Scratch.delete(directory);
    }
  }

  private void measure() throws IOException, InterruptedException {
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
    peakMib = Usage.peakMib(pair.processes()).get(1); // the client's
  }

  private String text(Words words, String command) throws IOException {
    return words
        .text
        .formatted(LocalDate.now(ZoneOffset.UTC), command, Machine.describe())
        .replace("{requests}", row("requests"))
        .replace("{download}", row("download"))
        .replace("{peak}", Long.toString(peakMib));
  }

  private Target target(String tunnel) {
    return new Target(pair.httpPort(), tunnel + ".localhost");
  }

  private void add(String what, double figure) {
    figures.computeIfAbsent(what, each -> new ArrayList<>()).add(figure);
    System.out.printf("%s: %,.0f/s%n", what, figure);
  }

  private String row(String load) {
    double inspected = median("web " + load);
    double plain = median("plain " + load);
    return String.format(Locale.ROOT, "%,.0f | %,.0f | %.2f", inspected, plain, inspected / plain);
  }

  private double median(String what) {
    List<Double> sorted = figures.getOrDefault(what, List.of()).stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
