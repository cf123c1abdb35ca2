package org.ngrokd.server.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Ports, as "2222, 20000-29999", in their order. Immutable. */
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

  /**
   * @param ranges those that touch or overlap become one
   */
  private PortRanges(List<Range> ranges) {
    List<Range> merged = new ArrayList<>();
    for (Range range : ranges.stream().sorted(Comparator.comparingInt(Range::first)).toList()) {
      int end = merged.size() - 1;
      if (end >= 0 && range.first <= merged.get(end).last + 1) {
        Range before = merged.get(end);
        merged.set(end, new Range(before.first, Math.max(before.last, range.last)));
      } else {
        merged.add(range);
      }
    }
    this.ranges = List.copyOf(merged);
  }

  /**
   * Reads ports and ranges.
   *
   * @throws IllegalArgumentException with the reason, when one of them is none
   */
  public static PortRanges parse(List<String> texts) {
    return new PortRanges(texts.stream().map(text -> range(text.trim())).toList());
  }

  /** All ports from one on. */
  public static PortRanges from(int first) {
    return new PortRanges(List.of(new Range(first, MAX_PORT)));
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

  /** The ports that are among the others too. */
  public PortRanges intersect(PortRanges others) {
    List<Range> both = new ArrayList<>();
    for (Range one : ranges) {
      for (Range other : others.ranges) {
        int first = Math.max(one.first, other.first);
        int last = Math.min(one.last, other.last);
        if (first <= last) {
          both.add(new Range(first, last));
        }
      }
    }
    return new PortRanges(both);
  }

  /** All of them, each once, in an order by chance. */
  public IntStream shuffled(Random random) {
    int size = ranges.stream().mapToInt(Range::size).sum();
    if (size == 0) {
      return IntStream.empty();
    }
    long first = random.nextInt(size);
    long step = stepThroughAll(size, random);
    return IntStream.range(0, size).map(i -> nth((int) ((first + i * step) % size)));
  }

  /** Has no divisor in common with the size: going round in such steps meets every port once. */
  private static int stepThroughAll(int size, Random random) {
    int step = 1 + random.nextInt(size);
    while (commonDivisor(step, size) > 1) {
      step++;
    }
    return step;
  }

  private static int commonDivisor(int one, int other) {
    return other == 0 ? one : commonDivisor(other, one % other);
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
    return ranges.isEmpty()
        ? "none"
        : String.join(", ", ranges.stream().map(Range::toString).toList());
  }
}
