package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.net.FailureHandler.Explanation;
import org.slf4j.event.Level;

class FailureHandlerTest {
  private final SeenLog seen = new SeenLog();
  private final ConnectionLog log = ConnectionLog.of(new ConnectionId(ConnectionType.CTL, 1));

  @AfterEach
  void stopLooking() {
    seen.close();
  }

  @Test
  void failureIsOneLineWithThePeerAndClosesTheConnection() {
    EmbeddedChannel channel = new EmbeddedChannel(new FailureHandler(log));

    channel.pipeline().fireExceptionCaught(new DecoderException(new ProtocolException("bad")));

    assertThat(seen.lines()).containsExactly("WARN [ctl:1] bad (peer embedded)");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void onlyTheFirstOfSeveralFailuresIsTold() {
    EmbeddedChannel channel = new EmbeddedChannel(new FailureHandler(log));

    channel.pipeline().fireExceptionCaught(new IOException("Broken pipe"));
    channel.pipeline().fireExceptionCaught(new IllegalStateException("follows from it"));

    assertThat(seen.lines())
        .containsExactly("DEBUG [ctl:1] Connection lost: Broken pipe (peer embedded)");
  }

  @Test
  void bugKeepsItsTrace() {
    EmbeddedChannel channel = new EmbeddedChannel(new FailureHandler(log));

    channel.pipeline().fireExceptionCaught(new IllegalStateException("oops"));

    assertThat(seen.lines())
        .containsExactly(
            "ERROR [ctl:1] Unexpected failure: java.lang.IllegalStateException: oops"
                + " (peer embedded)");
    assertThat(seen.events().get(0).getThrowableProxy()).isNotNull();
  }

  @Test
  void explanationReplacesTheOrdinaryText() {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new FailureHandler(
                log,
                failure -> Optional.of(new Explanation(Level.WARN, "it refused our certificate")),
                FailureHandler.News.ALL));

    channel.pipeline().fireExceptionCaught(new IOException("x"));

    assertThat(seen.lines())
        .containsExactly("WARN [ctl:1] it refused our certificate (peer embedded)");
  }

  @Test
  void whatNobodyWantedIsReleased() {
    EmbeddedChannel channel = new EmbeddedChannel(new FailureHandler(log));
    ByteBuf bytes = Unpooled.buffer(1).writeByte(1);
    ByteBuf event = Unpooled.buffer(1);

    channel.writeInbound(bytes);
    channel.pipeline().fireUserEventTriggered(event);

    assertThat(bytes.refCnt()).isZero();
    assertThat(event.refCnt()).isZero();
    assertThat(seen.lines()).isEmpty();
    assertThat(channel.isOpen()).isTrue();
  }
}
