package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.HttpDialogue;
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

  /**
   * @param badReply what the visitor gets instead of a malformed reply
   */
  public HeadRewriting(
      RelayEnd visitor,
      RelayEnd service,
      HeadChanges changes,
      Supplier<ByteBuf> badReply,
      ConnectionLog log) {
    HttpDialogue dialogue = HttpDialogue.passing(new Passing(changes, badReply, log));
    this.visitor = new VisitorEnd(visitor, dialogue);
    this.service = new ServiceEnd(service, dialogue, this.visitor::refuseIfAnswered);
  }

  /** In the visitor's place. */
  public RelayEnd visitor() {
    return visitor;
  }

  /** In the local service's place. */
  public RelayEnd service() {
    return service;
  }

  /** What passes between the two. */
  private final class Passing extends HeadChanger {
    private final Supplier<ByteBuf> badReply;
    private final ConnectionLog log;

    Passing(HeadChanges changes, Supplier<ByteBuf> badReply, ConnectionLog log) {
      super(changes, bytes -> visitor.passOn(bytes), bytes -> service.passOn(bytes));
      this.badReply = badReply;
      this.log = log;
    }

    @Override
    public void requestMalformed(BadMessageException e) {
      log.warn("Malformed request: {}", e.reason());
      visitor.refuse();
    }

    @Override
    public void replyMalformed(BadMessageException e, boolean isBegun) {
      log.warn("Malformed reply of the local service: {}", e.reason());
      if (isBegun) {
        visitor.breakOff(); // what was whole arrives
      } else {
        visitor.end(badReply.get());
      }
    }

    @Override
    public void decided(boolean leavesHttp) {
      visitor.decided();
    }
  }
}
