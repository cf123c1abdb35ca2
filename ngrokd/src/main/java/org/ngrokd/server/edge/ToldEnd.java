package org.ngrokd.server.edge;

import io.netty.buffer.ByteBuf;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.streams.relay.PassingEnd;
import org.ngrokd.streams.relay.RelayEnd;

/** The client's end of a connection whose bytes somebody counts as they pass. */
final class ToldEnd extends PassingEnd {
  private final Visit visit;

  ToldEnd(RelayEnd inner, Visit visit) {
    super(inner);
    this.visit = visit;
  }

  @Override
  public void write(ByteBuf bytes) {
    visit.passed(bytes.readableBytes(), 0);
    inner.write(bytes);
  }

  @Override
  public void start(Receiver newReceiver) {
    inner.start(
        new Passing(newReceiver) {
          @Override
          public void received(ByteBuf bytes) {
            visit.passed(0, bytes.readableBytes());
            receiver.received(bytes);
          }
        });
  }
}
