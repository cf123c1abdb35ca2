package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.kit.web.PageConnections;

/** A whole connection to the page, whose time a test moves on. */
class WebPipelineTest {
  private static final String PONG = "\u008a\u0080\u0000\u0000\u0000\u0000";

  private final Served served = new Served(InspectOptions.Capture.DEFAULT);
  private final EmbeddedChannel channel = new EmbeddedChannel();

  WebPipelineTest() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new WebPipeline(
                PageGate.of("", ""),
                Optional.empty(),
                served.router,
                new LiveFeed(channel.eventLoop(), served.agent),
                new WebPipeline.Shared(
                    new PageConnections(channel.eventLoop()),
                    new Workspace(served.store.memory()))));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void send(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    channel.runPendingTasks();
  }

  private String sent() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(StandardCharsets.ISO_8859_1));
      part.release();
    }
    return all.toString();
  }

  private void seconds(int count) {
    for (int i = 0; i < count; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private void openPage() {
    send(
        "GET /_ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    assertThat(sent()).startsWith("HTTP/1.1 101 ");
  }

  @Test
  void aHeadThatNeverEndsIsNotWaitedFor() {
    for (int i = 0; i < 80 && channel.isOpen(); i++) {
      send(i == 0 ? "GET / HTTP/1.1\r\nHost: localhost\r\n" : "X: y\r\n");
      seconds(1);
    }

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aPageThatAnswersPingsStays() {
    openPage();

    for (int i = 0; i < 40; i++) {
      seconds(15);
      send(PONG);
    }

    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void aPageThatAnswersNoneIsClosed() {
    openPage();

    seconds(80);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whatMakesNoSenseIsRefusedAndTheNextRequestIsAnswered() {
    send("GET /% HTTP/1.1\r\nHost: localhost\r\n\r\nGET /api HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(sent()).startsWith("HTTP/1.1 400 ").contains("HTTP/1.1 200 OK");
  }

  @Test
  void headOfWhatIsStreamedHasNoBody() {
    send("HEAD /http/in/har HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(sent()).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\n").doesNotContain("log");
  }
}
