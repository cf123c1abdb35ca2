package org.ngrokd.client.paths;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd.Receiver;

/**
 * What the relay is told in the services' place, until it is told of the end. Confined to the event
 * loop of the visitor.
 */
final class VisitorOutput {
  private @Nullable Receiver receiver;
  private boolean isFinished;
  private boolean isClosed;

  /** It was closed before anybody listened. */
  private boolean isGone;

  void start(Receiver newReceiver) {
    receiver = newReceiver;
    if (isGone) {
      close();
    }
  }

  void write(ByteBuf bytes) {
    if (receiver == null || isClosed) {
      bytes.release();
    } else {
      receiver.received(bytes);
    }
  }

  void burst() {
    if (receiver != null && !isClosed) {
      receiver.receivedBurst();
    }
  }

  void writabilityChanged() {
    if (receiver != null && !isClosed) {
      receiver.writabilityChanged();
    }
  }

  /** The last byte was written. */
  void finish() {
    if (receiver != null && !isFinished && !isClosed) {
      isFinished = true;
      receiver.finished();
    }
  }

  /** No more will come; where it was not finished, it broke off. */
  void close() {
    isGone |= receiver == null;
    if (receiver != null && !isClosed) {
      isClosed = true;
      receiver.closed();
    }
  }
}
