package org.ngrokd.server.cluster.check;

/** That a name was a node's by one epoch, as the engine has it. Used by one thread. */
final class Tenure {
  final Event.Had had;
  final int node;

  /** Of the claim that brought it, where it can only have been that one; 0: nobody knows. */
  int serial;

  /** By when it had surely begun. */
  long begunBy;

  /** By when it was surely over; it may be for ever. */
  long overBy = Long.MAX_VALUE;

  /** Its own client took the name over, by another connection. */
  boolean isTakenOver;

  Tenure(Event.Had had, int node) {
    this.had = had;
    this.node = node;
    this.begunBy = had.notAfter();
  }
}
