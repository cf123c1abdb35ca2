package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A visitor that is none: it sends one request, whose reply only the tap beside it sees, and goes.
 * Confined to its event loop, but for what any {@link RelayEnd} allows.
 */
public final class ReplayEnd implements RelayEnd {
  private final EventLoop loop;
  private final String id;
  private final Origin origin;
  private final byte[] request;
  private @Nullable Receiver receiver;
  private boolean isGone;

  /**
   * @param id that the new exchange will have
   * @param request as it is on the wire
   */
  public ReplayEnd(EventLoop loop, String id, Origin origin, byte[] request) {
    this.loop = loop;
    this.id = id;
    this.origin = origin;
    this.request = request;
  }

  String id() {
    return id;
  }

  Origin origin() {
    return origin;
  }

  @Override
  public void start(Receiver newReceiver) {
    receiver = newReceiver;
    newReceiver.received(Unpooled.wrappedBuffer(request));
    newReceiver.receivedBurst();
  }

  @Override
  public void write(ByteBuf bytes) {
    bytes.release();
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

  @Override
  public void finishSending() {
    leave();
  }

  @Override
  public void close() {
    leave();
  }

  @Override
  public void reset() {
    leave();
  }

  /** It has got its reply, or will get none. Later, for it may be in the middle of one. */
  void leave() {
    loop.execute(
        () -> {
          Receiver left = receiver;
          if (!isGone && left != null) {
            isGone = true;
            left.finished();
            left.closed();
          }
        });
  }
}
