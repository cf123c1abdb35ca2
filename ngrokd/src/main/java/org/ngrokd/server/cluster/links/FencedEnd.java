package org.ngrokd.server.cluster.links;

import io.netty.buffer.ByteBuf;
import org.ngrokd.server.tunnel.Claim;
import org.ngrokd.streams.relay.PassingEnd;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A stream of another node's visitor, whose requests are judged there: where this server has lost
 * the name to others, or may have, that node need not have heard of it. What still comes then goes
 * to nobody, and the stream breaks off. Only where each of several requests is a visit: a
 * connection of which the bytes alone matter stays what it was when it began, as on one server.
 */
final class FencedEnd extends PassingEnd {
  private final Claim claim;
  private final boolean hasRequests;

  FencedEnd(RelayEnd stream, Claim claim) {
    super(stream);
    this.claim = claim;
    this.hasRequests = claim.url().protocol().isHttp();
  }

  @Override
  public void start(Receiver newReceiver) {
    inner.start(hasRequests ? new Fence(newReceiver) : newReceiver);
  }

  private final class Fence extends Passing {
    Fence(Receiver receiver) {
      super(receiver);
    }

    @Override
    public void received(ByteBuf bytes) {
      if (claim.hold().mayGoOn()) {
        receiver.received(bytes);
      } else {
        bytes.release();
        inner.reset();
      }
    }
  }
}
