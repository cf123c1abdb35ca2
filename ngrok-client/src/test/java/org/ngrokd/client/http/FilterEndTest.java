package org.ngrokd.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.compress.Codings;
import org.ngrokd.client.compress.Compression;
import org.ngrokd.client.testing.PlayedEnd;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.relay.Relay;
import org.ngrokd.streams.relay.RelayEnd;

class FilterEndTest {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n";
  private static final String REPLY =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\n";

  private final EventLoop loop = new EmbeddedChannel().eventLoop();
  private final PlayedEnd visitor = new PlayedEnd();
  private final PlayedEnd service = new PlayedEnd();
  private int left;

  /** By which all passes. */
  private static final class Nothing extends Filter {
    @Override
    protected ByteBuf badReply() {
      return Unpooled.EMPTY_BUFFER;
    }
  }

  private RelayEnd compressing() {
    RelayEnd end = Compression.before(visitor, Codings.loadedOn(task -> {}), "http://a", loop);
    Relay.join(end, service, MemoryBudget.uncounted(), (one, other) -> {});
    return end;
  }

  @Test
  void whatCameBeforeThereWasAReceiverIsKeptAndCharged() {
    FilterEnd end = FilterEnd.before(visitor, new Nothing(), loop);
    end.startEarly(() -> left++);
    visitor.sends(REQUEST);
    visitor.finishes();

    assertThat(visitor.events()).containsExactly("pause");
    assertThat(end.waiting()).isGreaterThanOrEqualTo(REQUEST.length());
    Relay.join(end, service, MemoryBudget.uncounted(), (one, other) -> {});

    assertThat(service.got()).isEqualTo(REQUEST);
    assertThat(service.events()).contains("finish");
    assertThat(end.waiting()).isZero();
    visitor.goes();
    assertThat(left).isZero();
  }

  @Test
  void visitorWhoGoesBeforeThereIsAReceiverIsToldOf() {
    FilterEnd end = FilterEnd.before(visitor, new Nothing(), loop);
    end.startEarly(() -> left++);
    visitor.sends(REQUEST);

    visitor.goes();

    assertThat(left).isEqualTo(1);
    assertThat(end.waiting()).isZero();
  }

  @Test
  void encoderIsChargedUntilTheReplyIsWhole() {
    RelayEnd end = compressing();
    visitor.sends(REQUEST);
    service.sends(REPLY + "a".repeat(4999));
    assertThat(end.waiting()).isGreaterThan(200_000);

    service.sends("a");

    assertThat(end.waiting()).isZero();
    assertThat(visitor.got()).contains("Content-Encoding: gzip").endsWith("\r\n0\r\n\r\n");
  }

  @Test
  void encoderGoesWithTheVisitor() {
    RelayEnd end = compressing();
    visitor.sends(REQUEST);
    service.sends(REPLY + "a");

    visitor.goes();

    assertThat(end.waiting()).isZero();
  }

  @Test
  void nothingIsCompressedWhileMemoryIsShort() {
    RelayEnd end = compressing();
    end.tighten(true);
    visitor.sends(REQUEST + REQUEST);
    service.sends(REPLY + "a".repeat(5000));
    assertThat(visitor.got()).doesNotContain("gzip").contains("Vary: Accept-Encoding");

    end.tighten(false);
    service.sends(REPLY + "a".repeat(5000));

    assertThat(visitor.got()).contains("Content-Encoding: gzip");
  }
}
