package org.ngrokd.client.reuse;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd.Receiver;

/** Who hears for a visitor, once there is somebody. Confined to one event loop. */
final class ToVisitor {
  private @Nullable Receiver receiver;

  void start(Receiver newReceiver) {
    receiver = newReceiver;
  }

  boolean isStarted() {
    return receiver != null;
  }

  void received(ByteBuf bytes) {
    if (receiver == null) {
      bytes.release();
    } else {
      receiver.received(bytes);
    }
  }

  void receivedBurst() {
    if (receiver != null) {
      receiver.receivedBurst();
    }
  }

  void writabilityChanged() {
    if (receiver != null) {
      receiver.writabilityChanged();
    }
  }

  void finished() {
    if (receiver != null) {
      receiver.finished();
    }
  }

  void closed() {
    if (receiver != null) {
      receiver.closed();
    }
  }

  /** That is all, and it is whole. */
  void end() {
    receivedBurst();
    finished();
    closed();
  }
}
