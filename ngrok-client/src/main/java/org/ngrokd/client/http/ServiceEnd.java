package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.HttpDialogue;
import org.ngrokd.streams.relay.PassingEnd;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The local service's end, whose receiver gets changed replies. Confined to the event loop of the
 * connection.
 */
final class ServiceEnd extends PassingEnd {
  private final HttpDialogue dialogue;
  private final Runnable read;
  private @Nullable Receiver receiver;

  /**
   * @param read is run after bytes were passed on
   */
  ServiceEnd(RelayEnd inner, HttpDialogue dialogue, Runnable read) {
    super(inner);
    this.dialogue = dialogue;
    this.read = read;
  }

  @Override
  public void start(Receiver newReceiver) {
    receiver = newReceiver;
    inner.start(
        new Passing(newReceiver) {
          @Override
          public void received(ByteBuf bytes) {
            take(bytes);
          }
        });
  }

  private void take(ByteBuf bytes) {
    try {
      dialogue.fromService(bytes);
      read.run();
    } finally {
      bytes.release();
    }
  }

  /** Hands over what the visitor is to get. */
  void passOn(ByteBuf bytes) {
    if (receiver == null) {
      bytes.release();
    } else {
      receiver.received(bytes);
    }
  }
}
