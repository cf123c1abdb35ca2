package org.ngrokd.client.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table of figures, some of which have an aim. Used by one thread. */
final class Figures {
  private final List<String> rows = new ArrayList<>();

  /** One without an aim. */
  void add(String what, String is) {
    row(what, is, "");
  }

  /**
   * One that is to be small.
   *
   * @param most its aim
   * @param unit of both
   */
  void add(String what, double is, double most, String unit) {
    String aim = "≤ " + number(most) + " " + unit + (is > most ? " **missed**" : "");
    row(what, number(is) + " " + unit, aim);
  }

  /** One that is to be large. */
  void addLeast(String what, double is, double least, String unit) {
    String aim = "≥ " + number(least) + " " + unit + (is < least ? " **missed**" : "");
    row(what, number(is) + " " + unit, aim);
  }

  /**
   * What ngrokd and ngrok have resident.
   *
   * @param most of each, in MiB, too
   */
  void addResident(String when, List<Long> mib, List<Integer> most) {
    add("resident " + when + ", ngrokd", mib.get(0), most.get(0), "MiB");
    add("resident " + when + ", ngrok", mib.get(1), most.get(1), "MiB");
  }

  private void row(String what, String is, String aim) {
    String row = "| %s | %s | %s |".formatted(what, is, aim);
    System.out.println(row);
    rows.add(row);
  }

  /** A number with as many digits as say something. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100) {
      return "%,.0f".formatted(value);
    }
    return size >= 10 ? "%.1f".formatted(value) : "%.2f".formatted(value);
  }

  /** The value below which this part of all is; the list is sorted anew. */
  static double percentile(List<Double> values, double part) {
    List<Double> sorted = values.stream().sorted().toList();
    int index = (int) Math.ceil(part * sorted.size()) - 1;
    return sorted.get(Math.max(0, index));
  }

  /** As Markdown. */
  String table() {
    Optional<String> all = rows.stream().reduce((one, other) -> one + "\n" + other);
    return "| | | aim |\n| --- | ---: | ---: |\n" + all.orElse("") + "\n";
  }
}
