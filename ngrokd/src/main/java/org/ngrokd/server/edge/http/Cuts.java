package org.ngrokd.server.edge.http;

import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.streams.net.ConnectionLog;

/**
 * What ends a visitor's connection before its time: it is too slow, it has gone without a word, or
 * too much waits for it. Confined to the event loop of the visitor.
 */
final class Cuts {
  private final HttpConnection connection;
  private final Teardown teardown;
  private final LimitCounters limits;
  private final ConnectionLog log;

  Cuts(HttpConnection connection, Teardown teardown, LimitCounters limits, ConnectionLog log) {
    this.connection = connection;
    this.teardown = teardown;
    this.limits = limits;
    this.log = log;
  }

  void tooSlow(Limit limit) {
    limits.reached(limit);
    log.debug("Too slow: {} (peer {})", limit.label(), connection.peer());
    if (limit == Limit.BODY_RATE) {
      teardown.breakOff(Refusal.SLOW_BODY, HttpReplies.requestTimeout());
    } else if (limit == Limit.REQUEST_HEAD_TIME) {
      teardown.hangUp(Refusal.SLOW_HEAD);
    } else {
      teardown.end();
    }
  }

  /** As a direct connection to the service would break. */
  void gone() {
    log.debug("The visitor has gone, its request is given up (peer {})", connection.peer());
    teardown.abort(Outcome.VISITOR_LEFT);
  }

  /**
   * What waits is too much where this visitor belongs to, and others hold less.
   *
   * @return whether it gets a reply first
   */
  boolean outOfMemory() {
    log.debug("Cut: too much waits in memory (peer {})", connection.peer());
    boolean replies = connection.awaitsReply();
    if (replies) {
      teardown.answerInstead(Refusal.MEMORY, HttpReplies.overloaded());
    } else {
      teardown.cut(Refusal.MEMORY);
    }
    return replies;
  }
}
