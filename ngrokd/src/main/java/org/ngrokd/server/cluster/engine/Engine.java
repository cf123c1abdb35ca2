package org.ngrokd.server.cluster.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What several servers agree by: which of them live, who has which name, and what they have in
 * common. A name is a node's until it is released, taken over by its owner, or the node's lease has
 * ended; then it is nobody's, or somebody else's with a greater epoch, and never that node's again
 * without a claim.
 *
 * <p>Safe from any thread, and waits for nothing: each answer comes on a thread of the engine's, or
 * fails with an {@link EngineException} within some seconds. Of what failed nobody knows whether it
 * was done.
 */
public interface Engine extends AutoCloseable {
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
   * It goes on for a whole lease from now.
   *
   * @return false when its lease has ended: it does not come back, another one may join
   */
  CompletableFuture<Boolean> renew(NodeCard node, Duration lease);

  /** It ends, and its names are free. */
  CompletableFuture<Void> leave(String node);

  /**
   * Takes a name that is nobody's, or its owner's.
   *
   * @return the epoch, greater than each that the name had before; empty when it is somebody else's
   */
  CompletableFuture<OptionalLong> claim(Wish wish);

  /** Gives a name back, if it still has this epoch. */
  CompletableFuture<Void> release(String name, long epoch);

  /** Those of the names that somebody has whose lease has not ended. */
  CompletableFuture<List<Held>> locate(Collection<String> names);

  /** All names with this beginning that somebody has. */
  CompletableFuture<List<Held>> list(String beginning);

  /** Those who live. */
  CompletableFuture<List<NodeCard>> nodes();

  /** Keeps a value where there is none yet, and tells which there is: one for all nodes. */
  CompletableFuture<String> keep(String what, String value);

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

    /** A node is gone, with all its names. */
    void gone(String node);

    /** From now on all is told; before, something may not have been. */
    void missed();
  }
}
