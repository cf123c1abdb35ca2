package org.ngrokd.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.relay.ChannelEnd;
import org.ngrokd.streams.relay.Relay;
import org.ngrokd.streams.relay.StreamKind;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the relay costs for one message, without sockets and TLS: from a visitor's channel to a
 * service's, directly, and through a multiplexed connection with its two relays.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RelayBenchmark {
  @Param({"1024", "16384"})
  public int size;

  private final EmbeddedChannel near = new EmbeddedChannel();
  private final EmbeddedChannel far = new EmbeddedChannel();
  private final EmbeddedChannel visitor = new EmbeddedChannel();
  private final EmbeddedChannel service = new EmbeddedChannel();
  private final MuxPair pair = new MuxPair();
  private final byte[] content = new byte[16384];

  @Setup
  public void join() {
    Relay.join(end(near), end(far), MemoryBudget.uncounted(), (in, out) -> {});
    MuxStream stream = pair.open("tcp://example.com:1");
    Relay.join(end(visitor), stream, MemoryBudget.uncounted(), (in, out) -> {});
    Relay.join(pair.accepted(0), end(service), MemoryBudget.uncounted(), (in, out) -> {});
  }

  private static ChannelEnd end(EmbeddedChannel channel) {
    return ChannelEnd.take(channel, StreamKind.TCP);
  }

  private ByteBuf message() {
    return PooledByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(content, 0, size);
  }

  /** The message itself, to be taken off the others. */
  @Benchmark
  public boolean nothing() {
    return message().release();
  }

  @Benchmark
  public int direct() {
    near.writeInbound(message());
    return take(far);
  }

  @Benchmark
  public int multiplexed() {
    visitor.writeInbound(message());
    pair.settle();
    return take(service);
  }

  private static int take(EmbeddedChannel from) {
    int bytes = 0;
    for (ByteBuf part = from.readOutbound(); part != null; part = from.readOutbound()) {
      bytes += part.readableBytes();
      part.release();
    }
    return bytes;
  }

  @TearDown
  public void close() {
    pair.close();
    for (EmbeddedChannel each : new EmbeddedChannel[] {near, far, visitor, service}) {
      each.finishAndReleaseAll();
    }
  }
}
