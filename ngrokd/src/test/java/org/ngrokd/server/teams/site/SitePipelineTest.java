package org.ngrokd.server.teams.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.PageConnections;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.teams.signin.SiteAddress;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.CidrList;

/** What strangers make a connection to the server's own pages hold. */
class SitePipelineTest {
  private static final String HEAD =
      "POST /it HTTP/1.1\r\nHost: a.localhost\r\nX-Forwarded-For: 203.0.113.7\r\n";

  private final MemoryBudget budget = MemoryGuard.open().budget();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  SitePipelineTest() {
    Router router =
        new Router(ApiError::failure)
            .at(
                "POST",
                "/it",
                (asked, name) ->
                    Answer.text(HttpResponseStatus.OK, asked.header("X-Forwarded-For")));
    channel
        .pipeline()
        .addLast(
            new SitePipeline(
                new SiteGate(new SiteAddress(URI.create("http://a.localhost")), () -> false),
                () -> CidrList.NONE,
                router,
                new PageConnections(channel.eventLoop(), 10),
                budget));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    assertThat(budget.used()).isZero();
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    channel.runPendingTasks();
  }

  private String sent() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(StandardCharsets.US_ASCII));
      part.release();
    }
    return all.toString();
  }

  @Test
  void bodyWhoseEndHasNotComeIsCharged() {
    send(HEAD + "Content-Length: 60000\r\n\r\n" + "x".repeat(20_000));

    assertThat(budget.used()).isBetween(20_000L, 30_000L);
    assertThat(sent()).isEmpty();
  }

  @Test
  void wholeBodyIsAnsweredAndFree() {
    send(HEAD + "Content-Length: 60000\r\n\r\n" + "x".repeat(60_000));

    assertThat(sent()).startsWith("HTTP/1.1 200 ").endsWith("203.0.113.7\n");
    assertThat(budget.used()).isZero();
  }

  @Test
  void longerBodyIsRefusedBeforeItComes() {
    send(HEAD + "Content-Length: 70000\r\n\r\n");

    assertThat(sent()).startsWith("HTTP/1.1 413 ").contains("65536 bytes");
  }
}
