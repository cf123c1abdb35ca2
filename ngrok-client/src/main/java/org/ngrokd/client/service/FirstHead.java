package org.ngrokd.client.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.HeadReader;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * Waits a moment for the head of the request that a visitor gets our own reply to, so that the
 * reply can be made for who reads it. All that the visitor sends is thrown away. Confined to the
 * visitor's event loop.
 */
final class FirstHead implements RelayEnd.Receiver {
  /** It has usually arrived already, and the reply must not take long. */
  static final Duration PATIENCE = Duration.ofMillis(50);

  private static final int HEAD_LIMIT = 256 * 1024;
  private static final int MOST_LINES = 1000;

  private final Consumer<Optional<RequestHead>> heard;
  private final HeadReader reader = new HeadReader(HEAD_LIMIT);
  private @Nullable ScheduledFuture<?> timer;
  private boolean told;

  private FirstHead(Consumer<Optional<RequestHead>> heard) {
    this.heard = heard;
  }

  /**
   * Starts the visitor.
   *
   * @param heard hears once: the head, or nothing when it does not come in time or is malformed
   */
  static void await(RelayEnd visitor, EventLoop loop, Consumer<Optional<RequestHead>> heard) {
    FirstHead head = new FirstHead(heard);
    head.timer =
        loop.schedule(() -> head.tell(Optional.empty()), PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    visitor.start(head);
  }

  private void tell(Optional<RequestHead> head) {
    if (!told) {
      told = true;
      if (timer != null) {
        timer.cancel(false);
      }
      heard.accept(head);
    }
  }

  @Override
  public void received(ByteBuf bytes) {
    try {
      byte[] head = told ? null : reader.read(bytes);
      if (head != null) {
        tell(Optional.of(RequestHead.parse(head, MOST_LINES)));
      }
    } catch (BadMessageException e) {
      tell(Optional.empty());
    } finally {
      bytes.release();
    }
  }

  @Override
  public void receivedBurst() {}

  @Override
  public void finished() {
    tell(Optional.empty());
  }

  @Override
  public void writabilityChanged() {}

  @Override
  public void closed() {
    tell(Optional.empty());
  }
}
