package org.ngrokd.client.reuse;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * What a visitor sent that may have to be sent once more, and what waits behind it. Confined to one
 * event loop, but for {@link #memory}.
 */
final class Unsent {
  private final Queue<ByteBuf> later = new ArrayDeque<>(2);
  private @Nullable ByteBuf again;
  private volatile int memory;

  /** This was sent, and may have been lost. */
  void mayBeLost(ByteBuf request) {
    again = request;
    count(request);
  }

  /** This was not sent. */
  void add(ByteBuf bytes) {
    later.add(bytes);
    count(bytes);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  private void count(ByteBuf bytes) {
    memory += BufferMemory.of(bytes);
  }

  /** Whether nothing waits that was never sent. */
  boolean isEmpty() {
    return later.isEmpty();
  }

  /** What may have been lost was not. */
  void arrived() {
    if (again != null) {
      again.release();
      again = null;
    }
  }

  /** All of it goes out. */
  void writeTo(RelayEnd service) {
    if (again != null) {
      service.write(again);
      again = null;
    }
    for (ByteBuf bytes = later.poll(); bytes != null; bytes = later.poll()) {
      service.write(bytes);
    }
    memory = 0;
  }

  void release() {
    arrived();
    later.forEach(ByteBuf::release);
    later.clear();
    memory = 0;
  }

  /** What it keeps, in bytes. */
  int memory() {
    return memory;
  }
}
