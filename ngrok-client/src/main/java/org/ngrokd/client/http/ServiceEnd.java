package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.relay.PassingEnd;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The local service's end, whose receiver gets changed replies. Confined to the event loop of the
 * connection.
 */
final class ServiceEnd extends PassingEnd {
  private final ReplyChanger replies;
  private final Runnable read;
  private final Consumer<BadMessageException> malformed;
  private boolean isBroken;

  /**
   * @param read is run after bytes were passed on
   * @param malformed hears, once, of a reply that cannot be passed on; nothing follows it
   */
  ServiceEnd(
      RelayEnd inner,
      ReplyChanger replies,
      Runnable read,
      Consumer<BadMessageException> malformed) {
    super(inner);
    this.replies = replies;
    this.read = read;
    this.malformed = malformed;
  }

  @Override
  public void start(Receiver newReceiver) {
    inner.start(
        new Passing(newReceiver) {
          @Override
          public void received(ByteBuf bytes) {
            take(bytes, receiver);
          }
        });
  }

  private void take(ByteBuf bytes, Receiver to) {
    try {
      if (!isBroken) {
        replies.read(bytes, to::received);
        read.run();
      }
    } catch (BadMessageException e) {
      isBroken = true;
      malformed.accept(e);
    } finally {
      bytes.release();
    }
  }
}
