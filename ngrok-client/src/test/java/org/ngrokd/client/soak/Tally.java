package org.ngrokd.client.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened, counted; and what must not happen, noted. Safe from any thread. */
final class Tally {
  private static final int MOST_TOLD = 50;

  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
  private final List<String> faults = new ArrayList<>();

  void count(String what) {
    add(what, 1);
  }

  void add(String what, long number) {
    counts.computeIfAbsent(what, key -> new LongAdder()).add(number);
  }

  long of(String what) {
    LongAdder adder = counts.get(what);
    return adder == null ? 0 : adder.sum();
  }

  /** A fault of the product, told at once. */
  synchronized void wrong(String what) {
    count("faults");
    if (faults.size() < MOST_TOLD) {
      faults.add(what);
      System.out.println("FAULT: " + what);
    }
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((what, number) -> all.put(what, number.sum()));
    return all;
  }
}
