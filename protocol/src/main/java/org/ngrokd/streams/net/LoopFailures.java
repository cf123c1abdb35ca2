package org.ngrokd.streams.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandle;
import io.netty.channel.ServerChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was thrown in event loops and met there, where Netty would have let the thread end: counted,
 * told, and the connection it belongs to is closed. Others do not notice.
 *
 * <p>Safe from any thread. Nothing in here throws: memory may be what is missing.
 */
public final class LoopFailures {
  /** Told that often at most: where memory is short, every read of every connection fails. */
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

  private static final Logger LOG = LoggerFactory.getLogger(LoopFailures.class);

  private final LongAdder count = new LongAdder();
  private final AtomicLong untold = new AtomicLong();
  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - PAUSE);

  /** How many there were. */
  public long count() {
    return count.sum();
  }

  /** The failures of the event loop that this channel is on; null in another kind of event loop. */
  static @Nullable LoopFailures of(Channel channel) {
    return channel.isRegistered() && channel.eventLoop() instanceof GuardedEventLoop loop
        ? loop.failures()
        : null;
  }

  /** Counts one that is told, and whose connection is closed, by somebody else. */
  void count(Throwable failure) {
    if (failure instanceof Error) {
      count.increment();
    }
  }

  /** The event loop itself, or work that belongs to no connection. */
  void met(Throwable failure, String where) {
    count.increment();
    tell(failure, where);
  }

  /** The socket of a connection. One that listens stays open, or nobody could come any more. */
  void met(Throwable failure, IoHandle handle) {
    count.increment();
    Channel channel = handle instanceof Channel.Unsafe of ? of.voidPromise().channel() : null;
    if (channel instanceof ServerChannel) {
      tell(failure, "accepting");
      return;
    }
    tell(failure, channel == null ? "a socket" : peer(channel));
    try {
      handle.close();
    } catch (Throwable again) { // its handlers may have found no memory for the farewell either
      count.increment();
    }
  }

  /** Work for a connection. */
  void met(Throwable failure, Channel channel) {
    count.increment();
    tell(failure, peer(channel));
    try {
      channel.close().addListener(closed -> {});
    } catch (Throwable again) {
      count.increment();
    }
  }

  private static String peer(Channel channel) {
    return channel instanceof ServerChannel ? "accepting" : "peer " + PeerAddress.of(channel);
  }

  private void tell(Throwable failure, String where) {
    try {
      long now = System.nanoTime();
      long before = toldAt.get();
      if (now - before < PAUSE || !toldAt.compareAndSet(before, now)) {
        untold.incrementAndGet();
        return;
      }
      LOG.error(
          "Met in an event loop ({}), which goes on: {}{}",
          where,
          failure.toString(),
          since(untold.getAndSet(0)),
          failure);
    } catch (Throwable noMemory) {
      // It is counted.
    }
  }

  private static String since(long others) {
    return others == 0 ? "" : "; " + others + " others since the last such line";
  }
}
