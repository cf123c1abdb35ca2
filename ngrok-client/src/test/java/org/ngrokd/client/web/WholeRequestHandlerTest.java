package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.inspect.ExchangeStore;
import org.ngrokd.kit.web.WholeRequestHandler;

class WholeRequestHandlerTest {
  private final ExchangeStore store =
      new ExchangeStore(new InspectOptions.Capture(true, 100, 10, 200_000));
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new HttpServerCodec(),
          new WholeRequestHandler(
              150_000, new Workspace(store.memory()), WebPipeline.tooLong(150_000)));

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    assertThat(store.used()).isZero();
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private String sent() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(StandardCharsets.US_ASCII));
      part.release();
    }
    return all.toString();
  }

  private String body() {
    FullHttpRequest request = channel.readInbound();
    String body = request.content().toString(StandardCharsets.US_ASCII);
    request.release();
    return body;
  }

  @Test
  void bodiesAreCollected() {
    send("POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\nabc");
    send("def" + "GET / HTTP/1.1\r\n\r\n");

    assertThat(body()).isEqualTo("abcdef");
    assertThat(body()).isEmpty();
  }

  @Test
  void whoAsksIsToldToGoOn() {
    send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");

    assertThat(sent()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    send("abc");
    assertThat(body()).isEqualTo("abc");
  }

  @Test
  void bodyThatSaysItIsTooLongIsRefusedAtOnce() {
    send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 150001\r\n\r\n");

    assertThat(sent()).startsWith("HTTP/1.1 413 ").contains("150000 bytes");
    assertThat(channel.<Object>readInbound()).isNull();
  }

  @Test
  void bodyThatBecomesTooLongIsRefused() {
    send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 20 && channel.isOpen(); i++) {
      send("2710\r\n" + "x".repeat(10_000) + "\r\n");
    }

    assertThat(sent()).startsWith("HTTP/1.1 413 ");
    assertThat(channel.<Object>readInbound()).isNull();
  }

  @Test
  void bodyForWhichThereIsNoMemoryIsRefused() {
    var others = store.memory().account();
    assertThat(others.test(150_000)).isTrue();

    send("POST / HTTP/1.1\r\nContent-Length: 140000\r\n\r\n" + "x".repeat(140_000));

    assertThat(sent()).startsWith("HTTP/1.1 413 ").contains("inspect_memory");
    others.close();
  }

  @Test
  void bodyThatBreaksOffGivesItsMemoryBack() {
    send("POST / HTTP/1.1\r\nContent-Length: 140000\r\n\r\n" + "x".repeat(100_000));
    assertThat(store.used()).isGreaterThan(30_000);

    channel.close().addListener(done -> {});

    assertThat(store.used()).isZero();
  }
}
