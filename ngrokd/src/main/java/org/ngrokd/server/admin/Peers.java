package org.ngrokd.server.admin;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The other servers of a cluster, as an administrator sees them. */
@FunctionalInterface
public interface Peers {
  /** Those that live; fails when nobody can say. */
  CompletionStage<List<Peer>> all();

  /**
   * A server.
   *
   * @param id of its life
   * @param address where others reach it
   * @param isThis whether it is the one that answers
   */
  record Peer(String id, String address, long tunnels, boolean isDraining, boolean isThis) {}
}
