package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;

/**
 * One end of a relay: something that bytes are read from and written to. A socket today, a stream
 * inside a multiplexed connection or a decorator that watches another end just as well.
 *
 * <p>Threads: an end tells its {@link Receiver} everything on one thread, its own event loop. Its
 * methods may be called from any thread; calls from one thread take effect in their order.
 */
public interface RelayEnd {
  /**
   * Starts delivery of what is read; called once. Until then the end reads nothing more than it
   * already has.
   */
  void start(Receiver receiver);

  /** Queues bytes and takes ownership of them. Nothing is sent before {@link #flush}. */
  void write(ByteBuf bytes);

  /** Sends what was written so far. */
  void flush();

  /**
   * False while more is queued than is good; {@link Receiver#writabilityChanged} tells of changes.
   */
  boolean isWritable();

  /** Stops reading from the peer, soon: what was read already is still delivered. */
  void pauseReading();

  void resumeReading();

  /**
   * Tells the peer, after everything written so far, that no more will come. Reading goes on. Where
   * the connection cannot say so without ending the other direction, the implementation decides
   * what to do instead.
   */
  void finishSending();

  /**
   * Ends the connection in order: what was written is sent, what the peer still sends is thrown
   * away for a short while so that it can read to the end. Takes effect after what other threads
   * have called before, too: the last byte may have been written by one of them.
   */
  void close();

  /**
   * Ends the connection at once; the peer is told that the stream broke, where that can be said.
   */
  void reset();

  /**
   * Breaks the stream off behind what was written: that is sent first, if the peer takes it. What
   * the peer still sends is thrown away.
   */
  default void breakOff() {
    reset();
  }

  /**
   * What waits in memory here, in bytes: what was written and not taken by the peer, and what was
   * read and not delivered yet; as much as it really keeps. Cheap, and from any thread.
   */
  default long waiting() {
    return 0;
  }

  /**
   * Memory is short: from now on {@link #isWritable} turns false when much less is queued (on), or
   * when as much is as ever (off).
   */
  default void tighten(boolean on) {}

  /**
   * Whether the receiver is told everything on this very thread of execution, as {@link MovedEnd}
   * arranges it; false where that is not known. Who passes on what another end tells has its
   * answer.
   */
  default boolean tellsOn(Executor thread) {
    return false;
  }

  /** Hears what happens at an end. All calls come on the end's own thread. */
  interface Receiver {
    /** Bytes from the peer; ownership passes to the receiver. */
    void received(ByteBuf bytes);

    /** For now no more bytes will follow: a good moment to flush. */
    void receivedBurst();

    /** The peer has sent its last byte. Told once at most. */
    void finished();

    /** {@link RelayEnd#isWritable} has changed. */
    void writabilityChanged();

    /**
     * The connection is gone, the last thing told. When {@link #finished} was not told before, the
     * stream broke off.
     */
    void closed();
  }
}
