package org.ngrokd.server.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ngrokd.protocol.MessageLimits;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other nodes that clients of this one may go to: those that live, take clients, and have said
 * where. When the engine does not answer, they are who they were. Safe from any thread.
 */
final class Neighbours {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

  private final Engine engine;
  private final Supplier<Optional<String>> node;
  private final Runnable changed;
  private volatile List<String> addresses = List.of();

  /**
   * @param node this one
   * @param changed is run when they are others than before, on a thread of the engine's
   */
  Neighbours(Engine engine, Supplier<Optional<String>> node, Runnable changed) {
    this.engine = engine;
    this.node = node;
    this.changed = changed;
  }

  /** Where they are, as far as is known. */
  List<String> addresses() {
    return addresses;
  }

  /** Asks who there is. */
  void look() {
    String own = node.get().orElse("");
    var unused =
        engine
            .nodes()
            .whenComplete(
                (all, failure) -> {
                  if (failure == null) {
                    learn(others(all, own));
                  } else {
                    LOG.debug("Who else there is, is not known: {}", Failures.oneLine(failure));
                  }
                });
  }

  private void learn(List<String> now) {
    if (!now.equals(addresses)) {
      addresses = now;
      changed.run();
    }
  }

  /**
   * Those behind this one in the order of their addresses, round the end: where there are more than
   * clients are told of, each node's clients go to others.
   */
  static List<String> others(List<NodeCard> all, String own) {
    String here =
        all.stream()
            .filter(each -> each.id().equals(own))
            .map(NodeCard::clientAddr)
            .findFirst()
            .orElse("");
    List<String> sorted =
        all.stream()
            .filter(each -> !each.isDraining() && !each.id().equals(own))
            .map(NodeCard::clientAddr)
            .filter(each -> !each.isEmpty() && !each.equals(here))
            .distinct()
            .sorted(Comparator.naturalOrder())
            .toList();
    return Stream.concat(
            sorted.stream().filter(each -> each.compareTo(here) > 0),
            sorted.stream().filter(each -> each.compareTo(here) < 0))
        .limit(MessageLimits.HOMES)
        .toList();
  }
}
