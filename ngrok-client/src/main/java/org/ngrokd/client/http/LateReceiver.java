package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * In the place of a receiver that comes later: keeps what it is told until then. Confined to one
 * event loop, but for {@link #memory}.
 */
final class LateReceiver implements RelayEnd.Receiver {
  private final RelayEnd end;
  private final Queue<ByteBuf> early = new ArrayDeque<>(2);
  private RelayEnd.@Nullable Receiver receiver;
  private boolean isBecoming;
  private boolean isFinished;
  private boolean isClosed;
  private volatile int memory;

  /**
   * @param end whose receiver it is; it is not read from while something is kept
   */
  LateReceiver(RelayEnd end) {
    this.end = end;
  }

  /** The receiver has come. */
  void become(RelayEnd.Receiver late) {
    isBecoming = true;
    if (!isClosed) {
      end.resumeReading(); // before the early bytes: they may be the reason to pause again
    }
    receiver = late;
    for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
      late.received(bytes);
    }
    memory = 0;
    late.receivedBurst();
    if (isFinished) {
      late.finished();
    }
    if (isClosed) {
      late.closed();
    }
  }

  /** Whether the receiver has come. */
  boolean isTaken() {
    return receiver != null;
  }

  /** What it keeps, in bytes. */
  int memory() {
    return memory;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  public void received(ByteBuf bytes) {
    if (receiver != null) {
      receiver.received(bytes);
    } else {
      early.add(bytes);
      memory += BufferMemory.of(bytes);
      if (!isBecoming) {
        end.pauseReading();
      }
    }
  }

  @Override
  public void receivedBurst() {
    if (receiver != null) {
      receiver.receivedBurst();
    }
  }

  @Override
  public void finished() {
    isFinished = true;
    if (receiver != null) {
      receiver.finished();
    }
  }

  @Override
  public void writabilityChanged() {
    if (receiver != null) {
      receiver.writabilityChanged();
    }
  }

  @Override
  public void closed() {
    isClosed = true;
    if (receiver != null) {
      receiver.closed();
    } else {
      early.forEach(ByteBuf::release);
      early.clear();
      memory = 0;
    }
  }
}
