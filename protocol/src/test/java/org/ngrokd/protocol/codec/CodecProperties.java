package org.ngrokd.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.testing.Seeds;

/** What encoders write, decoders read, wherever the stream is cut. The seed names each test. */
class CodecProperties {
  private static final int SEEDS = 40;
  private static final int MESSAGES = 25;

  @TestFactory
  Stream<DynamicTest> messagesSurviveTheWireInAnyPieces() {
    return Seeds.of(SEEDS)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> roundTrip(seed)));
  }

  private static void roundTrip(long seed) {
    Random random = new Random(seed);
    List<Message> messages =
        Stream.generate(() -> RandomMessages.next(random)).limit(MESSAGES).toList();
    RecordLayout layout =
        random.nextBoolean() ? RecordLayout.HEADER_APART : RecordLayout.ONE_RECORD;

    byte[] stream = encoded(layout, messages);

    assertThat(decoded(stream, random)).as("seed %d, %s", seed, layout).isEqualTo(messages);
  }

  private static byte[] encoded(RecordLayout layout, List<Message> messages) {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageEncoder(layout));
    channel.writeOutbound(messages.toArray());
    ByteBuf stream = Unpooled.buffer();
    for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
      stream.writeBytes(buffer);
      buffer.release();
    }
    channel.finishAndReleaseAll();
    byte[] bytes = new byte[stream.readableBytes()];
    stream.readBytes(bytes).release();
    return bytes;
  }

  private static List<Message> decoded(byte[] stream, Random random) {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(), new MessageDecoder());
    int largestPiece = 1 + random.nextInt(200);
    for (int from = 0; from < stream.length; ) {
      int length = Math.min(stream.length - from, 1 + random.nextInt(largestPiece));
      channel.writeInbound(Unpooled.copiedBuffer(stream, from, length));
      from += length;
    }
    List<Message> messages = new ArrayList<>();
    for (Message next = channel.readInbound(); next != null; next = channel.readInbound()) {
      messages.add(next);
    }
    channel.finishAndReleaseAll();
    return messages;
  }
}
