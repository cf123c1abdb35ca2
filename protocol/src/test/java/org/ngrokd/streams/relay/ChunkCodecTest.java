package org.ngrokd.streams.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.net.ProtocolException;

class ChunkCodecTest {

  /** "abc", "d" and the end. */
  private static final byte[] STREAM = {
    0, 0, 0, 3, 'a', 'b', 'c', //
    0, 0, 0, 1, 'd', //
    0, 0, 0, 0
  };

  private EmbeddedChannel channel = new EmbeddedChannel(new ChunkDecoder(), new ChunkEncoder());

  @AfterEach
  void finish() {
    channel.finishAndReleaseAll();
  }

  @Test
  void chunksAreWrittenWithTheirLengthBigEndian() {
    channel.writeOutbound(bytes("abc"), bytes("d"), LastChunk.INSTANCE);

    assertThat(written()).containsExactly(STREAM);
  }

  @Test
  void lengthAbove255IsBigEndian() {
    channel.writeOutbound(Unpooled.wrappedBuffer(new byte[0x0102]));

    assertThat(written()).hasSize(4 + 0x0102).startsWith(0, 0, 1, 2);
  }

  @Test
  void emptyBufferDoesNotEndTheStream() {
    ChannelFuture empty = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    channel.writeOutbound(Unpooled.buffer(8), bytes("d"));

    assertThat(written()).containsExactly(0, 0, 0, 1, 'd');
    assertThat(empty.isSuccess()).isTrue();
  }

  @Test
  void everySplitPointGivesTheSameStream() {
    for (int first = 0; first <= STREAM.length; first++) {
      for (int second = first; second <= STREAM.length; second++) {
        channel = new EmbeddedChannel(new ChunkDecoder());

        read(Arrays.copyOf(STREAM, first));
        read(Arrays.copyOfRange(STREAM, first, second));
        read(Arrays.copyOfRange(STREAM, second, STREAM.length));

        assertThat(came()).as("split at %d and %d", first, second).isEqualTo("abcd<end>");
        finish();
      }
    }
  }

  @Test
  void bytesOfAnUnfinishedChunkAreNotHeldBack() {
    read(new byte[] {0, 0x10, 0, 0, 'a', 'b'});

    assertThat(came()).isEqualTo("ab");
  }

  @Test
  void connectionThatEndsWithoutALastChunkDoesNotEndTheStream() {
    read(new byte[] {0, 0, 0, 1, 'a', 0, 0, 0});
    channel.close().syncUninterruptibly();

    assertThat(came()).isEqualTo("a");
  }

  @Test
  void bytesAfterTheLastChunkFail() {
    assertThatThrownBy(() -> read(new byte[] {0, 0, 0, 0, 0}))
        .isInstanceOf(DecoderException.class)
        .hasCauseInstanceOf(ProtocolException.class)
        .hasMessageContaining("bytes after the last chunk of a proxied stream");
    assertThat(came()).isEqualTo("<end>");
  }

  @Test
  void negativeLengthFails() {
    assertThatThrownBy(() -> read(new byte[] {-1, -1, -1, -1}))
        .isInstanceOf(DecoderException.class)
        .hasCauseInstanceOf(ProtocolException.class)
        .hasMessageContaining("chunk length -1 in a proxied stream");
  }

  @Test
  void whatFollowsANegativeLengthIsNotTakenForTheEnd() {
    assertThatThrownBy(() -> read(new byte[] {-128, 0, 0, 0, 0, 0, 0, 0}))
        .isInstanceOf(DecoderException.class);
    channel.close().syncUninterruptibly();

    assertThat(came()).isEmpty();
  }

  @Test
  void whatTheEncoderWritesTheDecoderReads() {
    channel.writeOutbound(bytes("one"), bytes(""), bytes("two"), LastChunk.INSTANCE);

    read(written());

    assertThat(came()).isEqualTo("onetwo<end>");
  }

  private void read(byte[] bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
  }

  private String came() {
    StringBuilder text = new StringBuilder();
    for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
      if (next instanceof ByteBuf bytes) {
        text.append(bytes.toString(UTF_8));
        bytes.release();
      } else {
        text.append(next == LastChunk.INSTANCE ? "<end>" : next);
      }
    }
    return text.toString();
  }

  private byte[] written() {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.writeBytes(next);
      next.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes).release();
    return bytes;
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, UTF_8);
  }
}
