package org.ngrokd.client.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which paths of a tunnel go to local services of their own. The longest prefix wins.
 *
 * @param all the longest first
 */
public record PathForwards(List<PathForward> all) {
  /** None: all goes to one service. */
  public static final PathForwards NONE = new PathForwards(List.of());

  private static final int MOST = 64;

  /**
   * Checked ones.
   *
   * @throws IllegalArgumentException when a prefix is there twice, or they are too many
   */
  public PathForwards {
    List<PathForward> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingInt((PathForward each) -> each.prefix().length()).reversed());
    for (int i = 1; i < sorted.size(); i++) {
      String prefix = sorted.get(i).prefix();
      if (sorted.subList(0, i).stream().anyMatch(each -> each.prefix().equals(prefix))) {
        throw new IllegalArgumentException("the path '" + prefix + "' is there twice");
      }
    }
    if (sorted.size() > MOST) {
      throw new IllegalArgumentException("a tunnel may have " + MOST + " paths at most");
    }
    all = List.copyOf(sorted);
  }

  /**
   * Reads lines of {@code <prefix> <address>}, as pgrok's {@code dynamic_forwards}.
   *
   * @throws IllegalArgumentException with the reason, when a line is none
   */
  public static PathForwards ofLines(String text) {
    List<PathForward> read = new ArrayList<>();
    for (String line : text.lines().map(String::strip).filter(each -> !each.isEmpty()).toList()) {
      String[] words = line.split("\\s+", -1);
      if (words.length != 2) {
        throw new IllegalArgumentException(
            "'" + line + "' is no forward; expected a path and an address, as /api localhost:8080");
      }
      read.add(PathForward.of(words[0], words[1], false));
    }
    return new PathForwards(read);
  }

  /** The same, and one more. */
  public PathForwards with(PathForward more) {
    List<PathForward> longer = new ArrayList<>(all);
    longer.add(more);
    return new PathForwards(longer);
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** The one for this path; empty where the tunnel's own service is the one. */
  public Optional<PathForward> find(String path) {
    return all.stream().filter(each -> each.covers(path)).findFirst();
  }
}
