package org.ngrokd.client.bench;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The figures as Markdown. */
final class Report {
  private final Results results;
  private final String limit;

  /**
   * @param limit the contender that the others are compared with
   */
  Report(Results results, String limit) {
    this.results = results;
    this.limit = limit;
  }

  /** One table for each load, then memory. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Load load : Load.values()) {
      text.append("### ").append(load.title()).append("\n\n").append(header(load));
      for (String contender : results.contenders()) {
        results
            .median(contender, load)
            .ifPresent(sample -> text.append(row(contender, load, sample)));
      }
      text.append('\n');
    }
    return text.append(memory()).toString();
  }

  private static String header(Load load) {
    return load.isBulk()
        ? "| | MiB/s | CPU s/GiB | rate, in units of HAProxy's | CPU |\n"
            + "| --- | ---: | ---: | ---: | ---: |\n"
        : "| | per second | CPU µs each | p50 ms | p99 ms | errors | rate, in units of HAProxy's"
            + " | CPU | p99 |\n"
            + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";
  }

  private String row(String contender, Load load, Sample sample) {
    Optional<Sample> unit = results.median(limit, load);
    String rate = unit.map(one -> ratio(sample.rate(), one.rate())).orElse("");
    String cpu = unit.map(one -> ratio(sample.cpu(), one.cpu())).orElse("");
    if (load.isBulk()) {
      return "| %s | %.0f | %.2f | %s | %s |%n"
          .formatted(contender, sample.rate(), sample.cpu(), rate, cpu);
    }
    return "| %s | %,.0f | %.1f | %.2f | %.2f | %d | %s | %s | %s |%n"
        .formatted(
            contender,
            sample.rate(),
            sample.cpu(),
            sample.p50Millis(),
            sample.p99Millis(),
            sample.errors(),
            rate,
            cpu,
            unit.map(one -> ratio(sample.p99Millis(), one.p99Millis())).orElse(""));
  }

  private static String ratio(double one, double other) {
    return "%.2f".formatted(one / other);
  }

  private String memory() {
    StringBuilder text =
        new StringBuilder("### Resident memory after all loads\n\n| | MiB |\n| --- | ---: |\n");
    for (String contender : results.contenders()) {
      List<Long> sizes = results.resident(contender);
      text.append("| %s | %s |%n".formatted(contender, joined(sizes)));
    }
    return text.toString();
  }

  private static String joined(List<Long> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(" + "));
  }
}
