package org.ngrokd.client.bench;

import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a figure is to be, in units of HAProxy's: the columns are those of the tables before.
 *
 * @param cpu at most; empty: no aim
 * @param rate at least
 * @param p99 at most
 */
record Aim(Optional<Double> cpu, Optional<Double> rate, Optional<Double> p99) {
  /** The aims of the second half of 2026. */
  static Aim of(Load load) {
    return switch (load) {
      case TCP_KEEP_ALIVE -> all(0.48, 1.6, 0.6);
      case HTTP_KEEP_ALIVE -> all(0.52, 1.5, 1.2);
      case TCP_NEW -> new Aim(Optional.of(0.11), Optional.of(5.0), Optional.empty());
      case HTTP_NEW -> all(0.12, 5, 0.5);
      case TCP_DOWN, HTTP_DOWN -> new Aim(Optional.of(0.75), Optional.empty(), Optional.empty());
      case TCP_UP, HTTP_UP -> new Aim(Optional.empty(), Optional.empty(), Optional.empty());
    };
  }

  private static Aim all(double cpu, double rate, double p99) {
    return new Aim(Optional.of(cpu), Optional.of(rate), Optional.of(p99));
  }

  /** A row with the figures beside their aims; those that miss it are marked. */
  String row(String title, Sample ours, Sample theirs) {
    return "| %s | %s | %s | %s |%n"
        .formatted(
            title,
            cell(ratio(ours, theirs, Sample::cpu), cpu, true),
            cell(ratio(ours, theirs, Sample::rate), rate, false),
            theirs.p99Millis() == 0 ? "" : cell(ratio(ours, theirs, Sample::p99Millis), p99, true));
  }

  private static double ratio(Sample ours, Sample theirs, ToDoubleFunction<Sample> figure) {
    return figure.applyAsDouble(ours) / figure.applyAsDouble(theirs);
  }

  private static String cell(double is, Optional<Double> aim, boolean isMost) {
    String figure = "%.2f".formatted(is);
    if (aim.isEmpty()) {
      return figure;
    }
    boolean isMissed = isMost ? is > aim.get() : is < aim.get();
    return "%s (%s %.2f)%s"
        .formatted(figure, isMost ? "≤" : "≥", aim.get(), isMissed ? " **missed**" : "");
  }
}
