package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.Holding;

/**
 * Joins two ends and copies bytes both ways until both directions have ended. It is two {@code
 * Direction}s, each the receiver of one end and the writer of the other, and knows no more of an
 * end than {@link RelayEnd} says: a socket, a stream in a connection, or something with a pace
 * around it.
 *
 * <ul>
 *   <li><b>Half-close.</b> When one end's peer has sent its last byte, the other end finishes
 *       sending; the opposite direction goes on. When both directions have ended, both ends close.
 *   <li><b>Break.</b> An end that goes without having finished breaks the relay: the other end
 *       breaks off, behind what it was given before. An end that goes after it finished lets the
 *       other one send what it still has.
 *   <li><b>Back-pressure.</b> An end that cannot take more stops the reading at the other one.
 * </ul>
 *
 * <p>Threads: each direction runs on the event loop of the end it reads from. The two may differ;
 * what they share are the two counts below.
 *
 * <p>Protocol: §5 "a visitor who has finished sending".
 */
public final class Relay {
  private final RelayEnd one;
  private final RelayEnd other;
  private final Holding memory;
  private final Listener listener;
  private final Direction fromOne;
  private final Direction fromOther;
  private final AtomicInteger directionsOpen = new AtomicInteger(2);
  private final AtomicInteger endsOpen = new AtomicInteger(2);
  private volatile boolean oneIsGone;
  private volatile @Nullable RelayEnd broken;

  private Relay(RelayEnd one, RelayEnd other, Holding memory, Listener listener) {
    this.one = one;
    this.other = other;
    this.memory = memory;
    this.listener = listener;
    this.fromOne = new Direction(one, other);
    this.fromOther = new Direction(other, one);
  }

  /** Hears of the end of a relay. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Both connections are gone. Called once, on the thread of one of the ends.
     *
     * @param bytesFromOne what was read from the one end, in bytes
     */
    void ended(long bytesFromOne, long bytesFromOther);

    /**
     * It was a break. Called right before {@link #ended}, if at all, on the same thread.
     *
     * @param first the end that went without having finished
     */
    default void broke(RelayEnd first) {}
  }

  /**
   * Joins the two ends and starts copying.
   *
   * @param memory of both ends; the relay looks at it when more may wait, and ends it
   */
  public static void join(RelayEnd one, RelayEnd other, Holding memory, Listener listener) {
    of(one, other, memory, listener).start();
  }

  /** The same, of which nothing happens before {@link #start}. */
  public static Relay of(RelayEnd one, RelayEnd other, Holding memory, Listener listener) {
    return new Relay(one, other, memory, listener);
  }

  /** Starts copying. Once. */
  public void start() {
    one.start(fromOne);
    other.start(fromOther);
  }

  /** What was read from the one end so far, in bytes. From any thread. */
  public long bytesFromOne() {
    return fromOne.bytes;
  }

  /** What was read from the other end so far, in bytes. From any thread. */
  public long bytesFromOther() {
    return fromOther.bytes;
  }

  /** The last direction ends with the connections. */
  private void directionEnded(RelayEnd sink) {
    if (directionsOpen.decrementAndGet() == 0) {
      one.close();
      other.close();
    } else {
      sink.finishSending();
    }
  }

  private void endClosed() {
    if (endsOpen.decrementAndGet() == 0) {
      memory.end();
      RelayEnd first = broken;
      if (first != null) {
        listener.broke(first);
      }
      listener.ended(fromOne.bytes, fromOther.bytes);
    }
  }

  /** One way: what {@code source} reads is written to {@code sink}. */
  private final class Direction implements RelayEnd.Receiver {
    private final RelayEnd source;
    private final RelayEnd sink;
    private volatile long bytes;
    private boolean finished;

    Direction(RelayEnd source, RelayEnd sink) {
      this.source = source;
      this.sink = sink;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the source's thread writes it
    public void received(ByteBuf data) {
      bytes += data.readableBytes();
      sink.write(data);
      if (!sink.isWritable()) {
        source.pauseReading();
        if (sink.isWritable()) { // it drained meanwhile, on its own thread
          source.resumeReading();
        }
      }
    }

    @Override
    public void receivedBurst() {
      sink.flush();
      memory.look();
    }

    @Override
    public void finished() {
      finished = true;
      directionEnded(sink);
    }

    /** Told about the source, which is the sink of the other direction. */
    @Override
    public void writabilityChanged() {
      if (source.isWritable()) {
        sink.resumeReading();
      } else {
        sink.pauseReading();
      }
    }

    @Override
    public void closed() {
      if (!oneIsGone) { // the other one goes because of it; if both go by themselves, either is it
        oneIsGone = true;
        broken = finished ? null : source;
      }
      if (finished) {
        sink.close();
      } else {
        sink.breakOff();
      }
      endClosed();
    }
  }
}
