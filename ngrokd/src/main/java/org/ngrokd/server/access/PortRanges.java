package org.ngrokd.server.access;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Ports, as "20000-29999, 2222". Immutable. */
public final class PortRanges {
  /** No port. */
  public static final PortRanges NONE = new PortRanges(List.of());

  private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
  private static final int MAX_PORT = 65_535;

  private final List<Range> ranges;

  private record Range(int first, int last) {
    int size() {
      return last - first + 1;
    }

    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  private PortRanges(List<Range> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /**
   * Reads ports and ranges.
   *
   * @throws IllegalArgumentException with the reason, when one of them is none
   */
  public static PortRanges parse(List<String> texts) {
    List<Range> ranges = new ArrayList<>();
    for (String text : texts) {
      ranges.add(range(text.trim()));
    }
    return new PortRanges(ranges);
  }

  private static Range range(String text) {
    Matcher form = RANGE.matcher(text);
    if (form.matches()) {
      int first = Integer.parseInt(form.group(1));
      int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
      if (first > 0 && first <= last && last <= MAX_PORT) {
        return new Range(first, last);
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a port or a range of ports, as 2222 or 20000-29999");
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  public boolean contains(int port) {
    return ranges.stream().anyMatch(range -> range.first <= port && port <= range.last);
  }

  /** Some of the ports, by chance, no more than this many; all of them when they are few. */
  public List<Integer> some(int most, Random random) {
    int size = ranges.stream().mapToInt(Range::size).sum();
    List<Integer> some = new ArrayList<>();
    if (size <= most) {
      ranges.forEach(range -> IntStream.rangeClosed(range.first, range.last).forEach(some::add));
      Collections.shuffle(some, random);
      return some;
    }
    while (some.size() < most) {
      some.add(nth(random.nextInt(size)));
    }
    return some;
  }

  private int nth(int index) {
    int left = index;
    for (Range range : ranges) {
      if (left < range.size()) {
        return range.first + left;
      }
      left -= range.size();
    }
    throw new IllegalArgumentException("only so many ports: " + this);
  }

  @Override
  public String toString() {
    return String.join(", ", ranges.stream().map(Range::toString).toList());
  }
}
