package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * Changes heads between a visitor and a local service: each of the two gets a decorator, and the
 * relay joins these. What cannot be read in one way only is refused: a request with 400, a reply
 * with a page of ours, or an early end where part of it has passed.
 *
 * <p>Confined to the event loop that both ends share.
 */
public final class HeadRewriting {
  private final VisitorEnd visitor;
  private final ServiceEnd service;
  private final ReplyChanger replies;
  private final Supplier<ByteBuf> badReply;
  private final ConnectionLog log;

  /**
   * @param badReply what the visitor gets instead of a malformed reply
   */
  public HeadRewriting(
      RelayEnd visitor,
      RelayEnd service,
      HeadChanges changes,
      Supplier<ByteBuf> badReply,
      ConnectionLog log) {
    Queue<RequestHead> unanswered = new ArrayDeque<>();
    this.badReply = badReply;
    this.log = log;
    this.replies = new ReplyChanger(changes, unanswered, this::decided);
    this.visitor =
        new VisitorEnd(
            visitor,
            new RequestChanger(changes, unanswered),
            () -> unanswered.isEmpty() && replies.isBetweenReplies(),
            log);
    this.service =
        new ServiceEnd(service, replies, this.visitor::refuseIfAnswered, this::malformedReply);
  }

  /** In the visitor's place. */
  public RelayEnd visitor() {
    return visitor;
  }

  /** In the local service's place. */
  public RelayEnd service() {
    return service;
  }

  private void decided(boolean leavesHttp) {
    visitor.decided(leavesHttp);
  }

  private void malformedReply(BadMessageException e) {
    log.warn("Malformed reply of the local service: {}", e.reason());
    if (replies.isBetweenReplies()) {
      visitor.end(badReply.get());
    } else {
      visitor.breakOff(); // what was whole arrives
    }
  }
}
