package org.ngrokd.server.edge.http;

import java.util.function.Predicate;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The ways in which a visitor's connection is ended, each with what becomes of the way to the
 * client. The first one counts. Confined to the event loop of the visitor.
 */
final class Teardown {
  private final RelayEnd visitor;
  private final CurrentWay way;
  private final HttpReport report;
  private final Predicate<Outcome> stop;

  /**
   * @param stop ends what goes on at the connection; false when that was done before
   */
  Teardown(RelayEnd visitor, CurrentWay way, HttpReport report, Predicate<Outcome> stop) {
    this.visitor = visitor;
    this.way = way;
    this.report = report;
    this.stop = stop;
  }

  /** In order, with all that was under way. */
  void end() {
    end(Outcome.FINISHED);
  }

  /** In order: what was written is sent. */
  void end(Outcome how) {
    if (stop.test(how)) {
      visitor.close();
      way.drop();
    }
  }

  /** With the answer to a request that goes nowhere. */
  void answer(Refusal why, OwnReply reply) {
    report.refused(why, reply.status());
    report.sent(reply.bytes().readableBytes());
    visitor.write(reply.bytes());
    end();
  }

  /** Without an answer to who is owed none. */
  void hangUp(Refusal why) {
    report.refused(why, 0);
    end(Outcome.CUT);
  }

  /** With an answer in the place of the service's, which is not wanted any more. */
  void answerInstead(Refusal why, OwnReply reply) {
    way.reset();
    answer(why, reply);
  }

  /** In the middle of a request: with a reply of ours where the visitor has none yet. */
  void breakOff(Refusal why, OwnReply reply) {
    if (way.isUnanswered()) {
      answerInstead(why, reply);
    } else {
      reply.bytes().release();
      cut(why);
    }
  }

  /** In the middle of whatever is under way, without another word. */
  void cut(Refusal why) {
    report.refused(why, 0);
    abort(Outcome.CUT);
  }

  /** So that nobody takes what came for the whole. */
  void abort(Outcome how) {
    if (stop.test(how)) {
      visitor.reset();
      way.reset();
    }
  }

  /** In the middle of a reply, as the service ends it: what came of it arrives. */
  void cutShort() {
    if (stop.test(Outcome.SERVICE_BROKE)) {
      visitor.breakOff();
      way.reset();
    }
  }
}
