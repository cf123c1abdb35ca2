package org.ngrokd.server.handover;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.server.listen.BoundListeners;

/**
 * A server that gives its place to another, one step after the other. Until {@link #replacedBy}
 * each can be taken back by {@link #resume}. Called by one thread, which may wait.
 */
public interface Predecessor {
  /** Why it gives its place to nobody, for people; empty: it does. */
  Optional<String> objection();

  /** What listens here, so that the successor can too. */
  List<BoundListeners.Open> sockets();

  /** Writes nothing any more and frees the state directory. */
  void yieldState();

  /**
   * Accepts no more clients, and no visitors until the end of all steps; saves what the successor
   * has to know of the clients that are here.
   *
   * @return the {@link org.ngrokd.server.tunnel.TunnelRegistry#keys} of their tunnels
   */
  List<String> yieldClients();

  /**
   * Tells clients to go to the successor as well, and waits for those that can, within bounds.
   *
   * @return how it went, for people
   */
  String moveClients();

  /**
   * Leaves what the two cannot have at once. Visitors are the successor's from now on.
   *
   * @param successor its process id
   */
  void yieldPlace(long successor);

  /**
   * The successor knows that all of it is done: this server only finishes what is open.
   *
   * @param successor its process id
   */
  void replacedBy(long successor);

  /** Done with the process id of a successor, when that has this one's place. */
  CompletableFuture<Long> replaced();

  /** The successor is gone before it was one: all as before. */
  void resume();
}
