package org.ngrokd.server.cluster.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What several servers agree by: which of them live, who has which name, and what they have in
 * common. A name is a node's until it is released, taken over by its owner, or the node is buried;
 * then it is nobody's, or somebody else's with a greater epoch, and never that node's again without
 * a claim. A node whose lease has ended is buried by others, not by the engine: they know when that
 * may be.
 *
 * <p>Safe from any thread, and waits for nothing: each answer comes on a thread of the engine's, or
 * fails with an {@link EngineException} within some seconds. Of what failed nobody knows whether it
 * was done.
 */
public interface Engine extends AutoCloseable {
  /**
   * A node that has not renewed for so long does nothing any more, whoever may have agreed to that.
   */
  Duration LONGEST = Duration.ofMinutes(10);

  /**
   * Makes ready what it needs, before anything else. Waits.
   *
   * @throws org.ngrokd.kit.cli.UserException when that cannot be done
   */
  default void open() {}

  /**
   * A node begins to live.
   *
   * @param lease how long without {@link #renew}
   */
  CompletableFuture<Void> join(NodeCard node, Duration lease);

  /**
   * It goes on for a whole lease from now, also when that had ended and nobody has buried it.
   *
   * @param knows those of whom it knows, from the answer before; others may rely on it
   * @return all who are not buried, this one among them; empty when it is: it does not come back,
   *     another one may join
   */
  CompletableFuture<List<Life>> renew(NodeCard node, Set<String> knows, Duration lease);

  /** A node that has not gone on since it was seen so late ends, and its names are free. */
  CompletableFuture<Void> bury(Life seen);

  /** It ends, and its names are free. */
  CompletableFuture<Void> leave(String node);

  /**
   * Takes a name that is nobody's, or its owner's. From another node it is taken over only if that
   * knows this one, or was at its address.
   *
   * @return empty when it is somebody else's; fails while it is its owner's and cannot be taken
   *     over yet
   */
  CompletableFuture<Optional<Given>> claim(Wish wish);

  /** Gives a name back, if it still has this epoch. */
  CompletableFuture<Void> release(String name, long epoch);

  /** Those of the names that somebody has who is not buried. */
  CompletableFuture<List<Held>> locate(Collection<String> names);

  /** All names with this beginning that somebody has. */
  CompletableFuture<List<Held>> list(String beginning);

  /** Those who are not buried. */
  CompletableFuture<List<NodeCard>> nodes();

  /** Keeps a value where there is none yet, and tells which there is: one for all nodes. */
  CompletableFuture<String> keep(String what, String value);

  /**
   * Keeps values for a month from now, whatever there was before. What is kept so is of use, and
   * not needed.
   */
  CompletableFuture<Void> remember(Map<String, String> values);

  /** Those of them that are kept. */
  CompletableFuture<Map<String, String>> recall(Collection<String> names);

  /**
   * From now on somebody hears of changes; until the engine is closed. Called once.
   *
   * @param changes is told on a thread of the engine's, of one change after the other
   */
  void watch(Changes changes);

  /** Waits a little for what is under way. */
  @Override
  void close();

  /** What engines say of names as they change. */
  interface Changes {
    /** A node has a name now, by this epoch. */
    void held(Held held);

    /** Nobody has it any more. */
    void freed(String name);

    /** A node has joined. */
    default void came(String node) {}

    /** A node is gone, with all its names. */
    void gone(String node);

    /** From now on all is told; before, something may not have been. */
    void missed();

    /**
     * From now on something may not be told, until all is again; said for each attempt that fails.
     *
     * @param why for people
     */
    default void interrupted(String why) {}

    /** From now on all is told, also what came since the interruption. */
    default void resumed() {}
  }
}
