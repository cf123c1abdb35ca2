package org.ngrokd.streams.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.codec.FrameDecoder;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;

class ChannelEndTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final HeardEnd heard = new HeardEnd();

  @Test
  void readingIsPausedBetweenTakeAndStart() {
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.TCP);
    assertThat(channel.config().isAutoRead()).isFalse();

    end.start(heard);

    assertThat(channel.config().isAutoRead()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void earlyBytesAreKeptAndDeliveredFirst() {
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.TCP);
    channel.writeInbound(bytes("early "));
    channel.writeInbound(bytes("bird "));
    assertThat(heard.events()).isEmpty();

    end.start(heard);
    channel.writeInbound(bytes("late"));

    assertThat(heard.events()).containsExactly("early ", "bird ", "burst", "late", "burst");
    channel.finishAndReleaseAll();
  }

  @Test
  void endThatDrainedBeforeItWasStartedStillLetsTheOtherOneGoOn() {
    EmbeddedChannel sink = new EmbeddedChannel();
    ChannelEnd from = ChannelEnd.take(channel, StreamKind.TCP);
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[100_000])); // more than a socket queues

    Relay.join(
        from, ChannelEnd.take(sink, StreamKind.TCP), MemoryBudget.uncounted(), (one, other) -> {});

    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(sink.<ByteBuf>readOutbound().release()).isTrue();
    channel.finishAndReleaseAll();
    sink.finishAndReleaseAll();
  }

  /** Both directions of a relay have ended, the last bytes of one on their way from its thread. */
  @Test
  void closeLosesNothingThatAnotherThreadHasWrittenBefore() {
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.TCP);
    end.start(heard);
    channel.eventLoop().execute(() -> end.write(bytes("the last words")));

    end.close();
    channel.runPendingTasks();

    ByteBuf sent = channel.readOutbound();
    assertThat(sent.toString(UTF_8)).isEqualTo("the last words");
    sent.release();
    channel.finishAndReleaseAll();
  }

  @Test
  void peerThatTakesNothingOfWhatIsLeftIsResetAfterAMinute() {
    EmbeddedChannel stuck = new EmbeddedChannel(new NeverFlushes());
    stuck.freezeTime();
    ChannelEnd end = ChannelEnd.take(stuck, StreamKind.TCP);
    end.write(bytes("a reply that nobody reads"));

    end.close();
    stuck.runPendingTasks();
    stuck.advanceTimeBy(59, TimeUnit.SECONDS);
    stuck.runScheduledPendingTasks();
    assertThat(stuck.isOpen()).isTrue();
    stuck.advanceTimeBy(1, TimeUnit.SECONDS);
    stuck.runScheduledPendingTasks();

    assertThat(stuck.isOpen()).isFalse();
  }

  @Test
  void peerThatForgetsToCloseIsResetAfterTenQuietMinutes() {
    channel.freezeTime();
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.CHUNKED_TLS);
    end.start(heard);
    end.finishSending();

    quietFor(9);
    channel.writeInbound(bytes("\0\0\0\1x"));
    quietFor(9);
    assertThat(channel.isOpen()).isTrue();
    quietFor(11);

    assertThat(channel.isOpen()).isFalse();
    channel.releaseOutbound();
  }

  @Test
  void peerThatIsNotListenedToIsNotTakenForQuiet() {
    channel.freezeTime();
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.CHUNKED_TLS);
    end.start(heard);
    end.finishSending();
    end.pauseReading();

    quietFor(30);

    assertThat(channel.isOpen()).isTrue();
    channel.finishAndReleaseAll();
  }

  private void quietFor(int minutes) {
    for (int i = 0; i < minutes; i++) {
      channel.advanceTimeBy(1, TimeUnit.MINUTES);
      channel.runScheduledPendingTasks();
    }
  }

  /** Stands for a socket whose peer has closed its window. */
  private static final class NeverFlushes extends ChannelOutboundHandlerAdapter {
    @Override
    public void flush(ChannelHandlerContext ctx) {
      // nothing moves
    }
  }

  @Test
  void bytesOfAFrameDecoderRemovedAfterTheTakeAreEarlyBytes() {
    channel.pipeline().addLast(HandlerNames.FRAMES, new FrameDecoder());
    channel.writeInbound(bytes("held"));
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.TCP);
    channel.pipeline().remove(HandlerNames.FRAMES);

    end.start(heard);

    assertThat(heard.events()).startsWith("held");
    channel.finishAndReleaseAll();
  }

  @Test
  void finishBeforeTheStartIsToldAfterTheEarlyBytes() {
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.TCP);
    channel.writeInbound(bytes("all"));
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    end.start(heard);

    assertThat(heard.events()).containsExactly("all", "burst", "finished");
    channel.finishAndReleaseAll();
  }

  @Test
  void breakBeforeTheStartIsToldAfterTheEarlyBytes() {
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.TCP);
    channel.writeInbound(bytes("half"));
    channel.pipeline().fireExceptionCaught(new IOException("Connection reset"));

    end.start(heard);
    channel.runPendingTasks();

    assertThat(heard.events()).containsExactly("half", "burst", "closed");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void finishIsToldOnce() {
    ChannelEnd.take(channel, StreamKind.TCP).start(heard);
    heard.forget();

    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    channel.close().syncUninterruptibly();

    assertThat(heard.events()).containsExactly("finished", "closed");
  }

  @Test
  void endOfTheConnectionIsTheEndOfAPlainStream() {
    ChannelEnd.take(channel, StreamKind.TLS).start(heard);
    heard.forget();

    channel.close().syncUninterruptibly();

    assertThat(heard.events()).containsExactly("finished", "closed");
  }

  @Test
  void endOfTheConnectionIsABreakOfAChunkedStream() {
    ChannelEnd.take(channel, StreamKind.CHUNKED_TLS).start(heard);
    heard.forget();

    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 2, 'a'}));
    channel.close().syncUninterruptibly();

    assertThat(heard.events()).containsExactly("a", "burst", "closed");
  }

  @Test
  void failureIsABreak() {
    ChannelEnd.take(channel, StreamKind.TLS).start(heard);
    heard.forget();

    channel.pipeline().fireExceptionCaught(new IOException("Connection reset"));

    assertThat(heard.events()).containsExactly("closed");
  }

  @Test
  void chunkedStreamThatFailedIsNotEndedByWhatFollows() {
    ChannelEnd.take(channel, StreamKind.CHUNKED_TLS).start(heard);
    heard.forget();

    assertThatThrownBy(
            () ->
                channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {-1, 0, 0, 0, 0, 0, 0, 0})))
        .hasMessageContaining("chunk length");

    assertThat(heard.events()).contains("closed").doesNotContain("finished");
  }

  @Test
  void unstartedEndThatIsResetLeaksNothing() {
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.TCP);
    ByteBuf early = bytes("early");
    channel.writeInbound(early);

    end.reset();

    assertThat(early.refCnt()).isZero();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void unstartedEndThatIsClosedLeaksNothing() {
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.CHUNKED_TLS);
    ByteBuf early = bytes("\0\0\0\u0001e");
    channel.writeInbound(early);

    end.close();
    channel.runPendingTasks();
    channel.writeInbound(bytes("\0\0\0\u0001f"));

    assertThat(early.refCnt()).isZero();
    assertThat(heard.events()).isEmpty();
    channel.finishAndReleaseAll();
  }

  @Test
  void closeWaitsFiveSecondsForAPeerThatStillSends() {
    channel.freezeTime();
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.CHUNKED_TLS);
    end.start(heard);
    heard.forget();

    end.close();
    channel.runPendingTasks();
    channel.writeInbound(bytes("\0\0\0\u0001x"));
    pass(4_999);
    assertThat(channel.isOpen()).isTrue();
    pass(1);

    assertThat(channel.isOpen()).isFalse();
    assertThat(heard.events()).doesNotContain("x");
    channel.finishAndReleaseAll();
  }

  @Test
  void closeEndsAtOnceWhenThePeerHasFinished() {
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.CHUNKED_TLS);
    end.start(heard);
    channel.writeInbound(bytes("\0\0\0\0"));

    end.close();
    channel.runPendingTasks();

    assertThat(channel.isOpen()).isFalse();
    assertThat(written()).hasToString("\0\0\0\0");
  }

  @Test
  void closeEndsAsSoonAsThePeerFinishes() {
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.CHUNKED_TLS);
    end.start(heard);
    end.close();
    channel.runPendingTasks();
    assertThat(channel.isOpen()).isTrue();

    channel.writeInbound(bytes("\0\0\0\0"));

    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }

  @Test
  void writesGoOutInOrderAndBeforeTheEnd() {
    ChannelEnd end = ChannelEnd.take(channel, StreamKind.CHUNKED_TLS);

    end.write(bytes("ab"));
    end.write(bytes("c"));
    end.finishSending();
    end.finishSending();

    assertThat(written()).hasToString("\0\0\0\u0002ab\0\0\0\u0001c\0\0\0\0");
    channel.finishAndReleaseAll();
  }

  @Test
  void handlersOfTheEndStandBeforeTheFailuresHandler() {
    channel
        .pipeline()
        .addLast(HandlerNames.FAILURES, new FailureHandler(ConnectionLog.next(ConnectionType.PXY)));

    ChannelEnd.take(channel, StreamKind.CHUNKED_TLS);

    assertThat(channel.pipeline().names())
        .startsWith(
            HandlerNames.CHUNK_DECODER,
            HandlerNames.CHUNK_ENCODER,
            HandlerNames.RELAY,
            HandlerNames.FAILURES);
    channel.finishAndReleaseAll();
  }

  private void pass(long milliseconds) {
    channel.advanceTimeBy(milliseconds, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  private String written() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      text.append(next.toString(UTF_8));
      next.release();
    }
    return text.toString();
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, UTF_8);
  }
}
