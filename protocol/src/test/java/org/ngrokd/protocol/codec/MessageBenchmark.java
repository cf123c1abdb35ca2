package org.ngrokd.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.ngrokd.protocol.Message;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a message costs on its way in and out: a frame's bytes to a record, and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessageBenchmark {
  private final ByteBuf frame = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes()));
  private final Message message =
      new Message.StartProxy("http://nas.example.com", "203.0.113.7:51234", false);
  private final EmbeddedChannel reader =
      new EmbeddedChannel(new FrameDecoder(), new MessageDecoder());
  private final EmbeddedChannel writer =
      new EmbeddedChannel(new MessageEncoder(RecordLayout.HEADER_APART));

  private static byte[] bytes() {
    byte[] payload =
        ("{\"Type\":\"ReqTunnel\",\"Payload\":{\"ReqId\":\"1\",\"Protocol\":\"http\",\"Hostname\":\"\","
                + "\"Subdomain\":\"nas\",\"HttpAuth\":\"\",\"RemotePort\":0}}")
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + payload.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(payload.length)
        .put(payload)
        .array();
  }

  @Benchmark
  public Object decode() {
    reader.writeInbound(frame.duplicate());
    return reader.readInbound();
  }

  @Benchmark
  public int encode() {
    writer.writeOutbound(message);
    int bytes = 0;
    for (ByteBuf part = writer.readOutbound(); part != null; part = writer.readOutbound()) {
      bytes += part.readableBytes();
      part.release();
    }
    return bytes;
  }

  @TearDown
  public void close() {
    reader.finishAndReleaseAll();
    writer.finishAndReleaseAll();
  }
}
