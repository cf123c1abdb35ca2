package org.ngrokd.server.cluster.engine;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Many things, of which no more than so many are asked for in one question. */
public final class Portions {
  private Portions() {}

  /**
   * All of them, in their order.
   *
   * @param most in one portion, at least 1
   */
  public static <T> List<List<T>> of(Collection<T> all, int most) {
    List<T> whole = List.copyOf(all);
    return IntStream.range(0, (whole.size() + most - 1) / most)
        .mapToObj(each -> whole.subList(each * most, Math.min(whole.size(), (each + 1) * most)))
        .toList();
  }
}
