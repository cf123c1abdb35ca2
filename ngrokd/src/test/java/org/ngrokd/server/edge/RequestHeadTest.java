package org.ngrokd.server.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  @Test
  void hostAndAuthorizationAreReadWhateverTheirCase() throws Exception {
    RequestHead head =
        RequestHead.parse(
            "GET /x HTTP/1.1\r\nX: 1\r\nhOsT: \t A.example:80 \r\nAUTHORIZATION:Basic eA==\r\n\r\n");

    assertThat(head).isEqualTo(new RequestHead("A.example:80", "Basic eA=="));
    assertThat(head.toString()).doesNotContain("eA==");
  }

  @Test
  void anyByteAboveAsciiIsTakenInAValue() throws Exception {
    String name = new String("全部".getBytes(UTF_8), ISO_8859_1); // one of its bytes is 0x85

    RequestHead head =
        RequestHead.parse("GET / HTTP/1.1\r\nX-Name: " + name + "\r\nHost: a\r\n\r\n");

    assertThat(head.host()).isEqualTo("a");
  }

  @Test
  void lineFeedsAloneAreTaken() throws Exception {
    assertThat(RequestHead.parse("GET / HTTP/1.0\nHost: a\n\n").host()).isEqualTo("a");
  }

  @Test
  void absoluteTargetWins() throws Exception {
    assertThat(RequestHead.parse("GET HTTP://b:8080/x HTTP/1.1\r\nHost: a\r\n\r\n").host())
        .isEqualTo("b:8080");
    assertThat(RequestHead.parse("GET http://b?q HTTP/1.1\r\nHost: a\r\n\r\n").host())
        .isEqualTo("b");
  }

  @Test
  void missingHostIsEmpty() throws Exception {
    assertThat(RequestHead.parse("GET / HTTP/1.0\r\n\r\n")).isEqualTo(new RequestHead("", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/2.0\r\n\r\n",
        "GET  / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1 \r\n\r\n",
        "SSH-2.0-OpenSSH\r\n\r\n",
        "GET / HTTP/1.1\r\nno header\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: <script>\r\n\r\n",
        "\u0016\u0003\u0001\u0000\u00c8\u0001\n\n"
      })
  void garbageIsRefused(String text) {
    assertThatThrownBy(() -> RequestHead.parse(text)).isInstanceOf(BadRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n"})
  void endIsFoundAtEverySplit(String text) {
    for (int split = 0; split < text.length(); split++) {
      ByteBuf bytes = bytes(text.substring(0, split));
      assertThat(RequestHead.end(bytes, 0)).isEqualTo(-1);
      int searched = Math.max(0, split - 3);

      bytes.writeBytes(bytes(text.substring(split) + "body\r\n\r\n"));

      assertThat(RequestHead.end(bytes, searched))
          .as("split at %d", split)
          .isEqualTo(text.length());
    }
  }

  @Test
  void bodyStaysOutOfTheText() {
    ByteBuf bytes = bytes("GET / HTTP/1.1\r\n\r\nbody");

    assertThat(RequestHead.text(bytes, RequestHead.end(bytes, 0)))
        .isEqualTo("GET / HTTP/1.1\r\n\r\n");
    assertThat(bytes.readableBytes()).isEqualTo(22);
  }
}
