package org.ngrokd.server.cluster.engine;

import java.util.Set;

/**
 * A node as the engine has it.
 *
 * @param knows the nodes of which it surely knows that they live, itself among them; empty: it has
 *     not said yet
 * @param version another one after each time that it could have gone on
 * @param isLate whether its lease has ended
 */
public record Life(NodeCard card, Set<String> knows, long version, boolean isLate) {
  public Life {
    knows = Set.copyOf(knows);
  }

  public String id() {
    return card.id();
  }
}
