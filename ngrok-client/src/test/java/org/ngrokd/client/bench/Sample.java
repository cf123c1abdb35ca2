package org.ngrokd.client.bench;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one load gave.
 *
 * @param rate requests per second, or MiB per second
 * @param cpu microseconds per request, or seconds per GiB, of all processes together
 * @param p50Millis half of the requests took no longer; 0 for bulk
 * @param p99Millis 99 of a hundred took no longer; 0 for bulk
 * @param errors requests that failed
 */
record Sample(double rate, double cpu, double p50Millis, double p99Millis, long errors) {
  /** The median of each figure by itself; errors are added up. */
  static Sample median(List<Sample> samples) {
    return new Sample(
        median(samples, Sample::rate),
        median(samples, Sample::cpu),
        median(samples, Sample::p50Millis),
        median(samples, Sample::p99Millis),
        samples.stream().mapToLong(Sample::errors).sum());
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    List<Double> sorted =
        samples.stream().map(figure::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
