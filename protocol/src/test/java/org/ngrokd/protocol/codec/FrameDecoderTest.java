package org.ngrokd.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.testing.Frames;
import org.ngrokd.streams.net.ProtocolException;

class FrameDecoderTest {

  /** "ab", "c" and "def", each with its length before it. */
  private static final byte[] THREE_MESSAGES = {
    2, 0, 0, 0, 0, 0, 0, 0, 'a', 'b', 1, 0, 0, 0, 0, 0, 0, 0, 'c', 3, 0, 0, 0, 0, 0, 0, 0, 'd', 'e',
    'f'
  };

  @Test
  void lengthIsLittleEndian() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
    byte[] payload = new byte[0x0102];

    write(channel, new byte[] {0x02, 0x01, 0, 0, 0, 0, 0, 0});
    write(channel, payload);

    assertThat(payloads(channel)).containsExactly(new String(payload, UTF_8));
    finish(channel);
  }

  @Test
  void mergedMessagesAreCutApart() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());

    write(channel, THREE_MESSAGES);

    assertThat(payloads(channel)).containsExactly("ab", "c", "def");
    finish(channel);
  }

  @Test
  void everySplitPointGivesTheSameMessages() {
    for (int first = 0; first <= THREE_MESSAGES.length; first++) {
      for (int second = first; second <= THREE_MESSAGES.length; second++) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());

        write(channel, Arrays.copyOf(THREE_MESSAGES, first));
        write(channel, Arrays.copyOfRange(THREE_MESSAGES, first, second));
        write(channel, Arrays.copyOfRange(THREE_MESSAGES, second, THREE_MESSAGES.length));

        assertThat(payloads(channel))
            .as("split at %d and %d", first, second)
            .containsExactly("ab", "c", "def");
        finish(channel);
      }
    }
  }

  @Test
  void singleBytesGiveTheSameMessages() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());

    for (byte value : THREE_MESSAGES) {
      write(channel, new byte[] {value});
    }

    assertThat(payloads(channel)).containsExactly("ab", "c", "def");
    finish(channel);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 6, 1L << 32, (1L << 32) + 1, 1L << 40, Long.MIN_VALUE})
  void lengthOutsideTheLimitIsRefusedByItsHeaderAlone(long length) {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(5));

    assertThatThrownBy(() -> write(channel, Frames.header(length)))
        .isInstanceOf(DecoderException.class)
        .cause()
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("message length " + length + " is outside 1..5");
    finish(channel);
  }

  @Test
  void headerOfAHugeLengthAllocatesNothing() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
    CountingAllocator allocator = new CountingAllocator();
    channel.config().setAllocator(allocator);

    assertThatThrownBy(() -> write(channel, Frames.header(FrameDecoder.DEFAULT_LIMIT + 1)))
        .isInstanceOf(DecoderException.class);
    write(channel, Frames.header(1L << 40)); // what follows is thrown away, not measured

    assertThat(allocator.largest()).isLessThanOrEqualTo(256);
    finish(channel);
  }

  @Test
  void payloadOfExactlyTheLimitIsTaken() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(5));

    write(channel, new byte[] {5, 0, 0, 0, 0, 0, 0, 0, 'a', 'b', 'c', 'd', 'e'});

    assertThat(payloads(channel)).containsExactly("abcde");
    finish(channel);
  }

  @Test
  void messagesBeforeABadLengthStillArrive() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());

    assertThatThrownBy(
            () -> write(channel, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 'x', 0, 0, 0, 0, 0, 0, 0, 0}))
        .isInstanceOf(DecoderException.class);

    assertThat(payloads(channel)).containsExactly("x");
    finish(channel);
  }

  @Test
  void afterABadLengthNothingIsTaken() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
    assertThatThrownBy(() -> write(channel, Frames.header(-1)))
        .isInstanceOf(DecoderException.class);

    write(channel, THREE_MESSAGES);

    assertThat(payloads(channel)).isEmpty();
    finish(channel);
  }

  @Test
  void bytesAfterARemovalGoOnToTheNextHandlerAtEverySplitPoint() {
    byte[] messageThenStream = {
      2, 0, 0, 0, 0, 0, 0, 0, 'a', 'b', 9, 0, 0, 0, 0, 0, 0, 0, 'r', 'a', 'w'
    };
    for (int split = 0; split <= messageThenStream.length; split++) {
      RemovesDecoder role = new RemovesDecoder();
      EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(), role);

      write(channel, Arrays.copyOf(messageThenStream, split));
      write(channel, Arrays.copyOfRange(messageThenStream, split, messageThenStream.length));

      assertThat(role.came)
          .as("split at %d", split)
          .startsWith("ab")
          .satisfies(came -> assertThat(String.join("", came)).isEqualTo("ab\t\0\0\0\0\0\0\0raw"));
      finish(channel);
    }
  }

  private static void write(EmbeddedChannel channel, byte[] bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
  }

  private static List<String> payloads(EmbeddedChannel channel) {
    List<String> payloads = new ArrayList<>();
    for (ByteBuf payload = channel.readInbound();
        payload != null;
        payload = channel.readInbound()) {
      payloads.add(payload.toString(UTF_8));
      payload.release();
    }
    return payloads;
  }

  private static void finish(EmbeddedChannel channel) {
    channel.finishAndReleaseAll();
  }

  /** Turns the connection into a stream at the first message, as a proxy connection does. */
  private static final class RemovesDecoder extends ChannelInboundHandlerAdapter {
    private final List<String> came = new ArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf bytes = (ByteBuf) msg;
      came.add(bytes.toString(UTF_8));
      bytes.release();
      if (ctx.pipeline().get(FrameDecoder.class) != null) {
        ctx.pipeline().remove(FrameDecoder.class);
      }
    }
  }
}
