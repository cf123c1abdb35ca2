package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsServiceWatchTest {
  private static final String NGINX =
      "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Type: text/html\r\n\r\n<html>\r\n"
          + "<center>The plain HTTP request was sent to HTTPS port</center>\r\n</html>\r\n";

  private final AtomicInteger told = new AtomicInteger();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new TlsServiceWatch(told::incrementAndGet));

  private void comes(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    ByteBuf passed = channel.readInbound();
    assertThat(passed.toString(StandardCharsets.ISO_8859_1)).isEqualTo(text);
    passed.release();
  }

  private boolean isWatching() {
    return channel.pipeline().get(TlsServiceWatch.class) != null;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0015\u0003\u0001\u0000\u0002\u0002\u0016",
        "\u0015\u0003\u0003",
        NGINX,
        "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
        "HTTP/1.1 400 Bad Request\r\n\r\nReason: You're speaking plain HTTP to an SSL-enabled"
            + " server port.<br />"
      })
  void signsAreSeenWhereverTheyAreCut(String reply) {
    comes(reply.substring(0, 1));
    comes(reply.substring(1, reply.length() / 2));
    comes(reply.substring(reply.length() / 2));

    assertThat(told).hasValue(1);
    assertThat(isWatching()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\nThe plain HTTP request was sent to HTTPS port",
        "\u0016\u0003\u0001",
        "SSH-2.0"
      })
  void otherRepliesAreLookedAtNoLonger(String reply) {
    comes(reply);

    assertThat(told).hasValue(0);
    assertThat(isWatching()).isFalse();
  }

  @Test
  void noMoreThanAKibibyteIsLookedAt() {
    comes("HTTP/1.1 400 Bad Request\r\n\r\n" + " ".repeat(2000));
    comes("Client sent an HTTP request to an HTTPS server.");

    assertThat(told).hasValue(0);
    assertThat(isWatching()).isFalse();
  }
}
