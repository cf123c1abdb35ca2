package org.ngrokd.streams.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InputMemoryTest {
  private final ByteToMessageDecoder fours = new Fours();
  private final EmbeddedChannel channel = new EmbeddedChannel(fours, new Settling());
  private final InputMemory memory = InputMemory.of(channel);

  InputMemoryTest() {
    memory.watch(channel, fours, ByteToMessageDecoder.MERGE_CUMULATOR);
  }

  /** Takes four bytes at a time. */
  private static final class Fours extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      if (in.readableBytes() >= 4) {
        out.add(in.readRetainedSlice(4));
      }
    }
  }

  private static final class Settling extends ChannelInboundHandlerAdapter {
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      InputMemory.of(ctx.channel()).settle();
    }
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  private ByteBuf sends(int bytes) {
    ByteBuf sent = Unpooled.directBuffer(64).writeZero(bytes);
    channel.writeInbound(sent);
    return sent;
  }

  @Test
  void whatADecoderHasNotUsedCountsUntilItHas() {
    sends(3);
    assertThat(memory.held()).isPositive();

    sends(1);
    assertThat(memory.held()).isZero();
  }

  @Test
  void whatIsUsedAtOnceDoesNotCount() {
    sends(4);

    assertThat(memory.held()).isZero();
  }

  @Test
  void aDecoderThatHasGoneKeepsNothing() {
    sends(3);

    channel.pipeline().remove(fours);
    memory.removed(fours);
    memory.settle();

    assertThat(memory.held()).isZero();
  }

  @Test
  void nothingIsHeldOnToWhenTheChannelCloses() {
    ByteBuf sent = sends(3);

    channel.close().addListener(closed -> {});
    channel.runPendingTasks();

    assertThat(sent.refCnt()).isZero();
  }

  @Test
  void aHandlerSaysForItselfWhatItKeeps() {
    memory.keeps(100);
    memory.settle();
    assertThat(memory.held()).isEqualTo(100);

    memory.keeps(0);
    memory.settle();
    assertThat(memory.held()).isZero();
  }
}
