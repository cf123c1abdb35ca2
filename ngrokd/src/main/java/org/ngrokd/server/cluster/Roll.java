package org.ngrokd.server.cluster;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;

/** Who lives, as the engine said when this server renewed the last time. Safe from any thread. */
final class Roll {
  private volatile Last last = new Last(List.of(), false);

  private record Last(List<Life> lives, boolean isRelied) {}

  /**
   * The engine has answered.
   *
   * @param said of whom this server had said to know when it was asked
   */
  void answered(List<Life> lives, Set<String> said) {
    last = new Last(lives, !said.isEmpty());
  }

  /** This server begins another life, of which nobody knows. */
  void begin() {
    last = new Last(List.of(), false);
  }

  /** All of them. */
  Set<String> ids() {
    return last.lives().stream().map(Life::id).collect(Collectors.toUnmodifiableSet());
  }

  /** Whether others rely on this server's knowing of them: it must not go on without them. */
  boolean isRelied() {
    return last.isRelied();
  }

  List<NodeCard> others(String self) {
    return last.lives().stream().map(Life::card).filter(card -> !card.id().equals(self)).toList();
  }

  /** Whether all who surely live know of this node. */
  boolean isKnown(String self) {
    return last.lives().stream()
        .allMatch(life -> life.isLate() || life.id().equals(self) || life.knows().contains(self));
  }
}
