package org.ngrokd.client.traffic;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.LongAdder;
import org.ngrokd.streams.relay.PassingEnd;
import org.ngrokd.streams.relay.RelayEnd;

/** Counts the bytes of an end. */
final class MeteredEnd extends PassingEnd {
  private final LongAdder read;
  private final LongAdder written;

  MeteredEnd(RelayEnd inner, LongAdder read, LongAdder written) {
    super(inner);
    this.read = read;
    this.written = written;
  }

  @Override
  public void start(Receiver newReceiver) {
    inner.start(
        new Passing(newReceiver) {
          @Override
          public void received(ByteBuf bytes) {
            read.add(bytes.readableBytes());
            receiver.received(bytes);
          }
        });
  }

  @Override
  public void write(ByteBuf bytes) {
    written.add(bytes.readableBytes());
    inner.write(bytes);
  }
}
