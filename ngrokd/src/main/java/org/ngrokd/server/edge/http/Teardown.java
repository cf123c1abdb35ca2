package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The ways in which a visitor's connection is ended, each with what becomes of the way to the
 * client. The first one counts. Confined to the event loop of the visitor.
 */
final class Teardown {
  private final RelayEnd visitor;
  private final CurrentWay way;
  private final BooleanSupplier stop;

  /**
   * @param stop ends what goes on at the connection; false when that was done before
   */
  Teardown(RelayEnd visitor, CurrentWay way, BooleanSupplier stop) {
    this.visitor = visitor;
    this.way = way;
    this.stop = stop;
  }

  /** In order: what was written is sent. */
  void end() {
    if (stop.getAsBoolean()) {
      visitor.close();
      way.drop();
    }
  }

  /** With the answer to a request that goes nowhere. */
  void answer(ByteBuf reply) {
    visitor.write(reply);
    end();
  }

  /** With an answer in the place of the service's, which is not wanted any more. */
  void answerInstead(ByteBuf reply) {
    way.reset();
    answer(reply);
  }

  /** In the middle of a request: with a reply of ours where the visitor has none yet. */
  void breakOff(ByteBuf reply) {
    if (way.isUnanswered()) {
      answerInstead(reply);
    } else {
      reply.release();
      abort();
    }
  }

  /** So that nobody takes what came for the whole. */
  void abort() {
    if (stop.getAsBoolean()) {
      visitor.reset();
      way.reset();
    }
  }

  /** In the middle of a reply: what came of it arrives. */
  void cutShort() {
    if (stop.getAsBoolean()) {
      visitor.breakOff();
      way.reset();
    }
  }
}
