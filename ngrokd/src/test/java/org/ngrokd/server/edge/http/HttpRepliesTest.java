package org.ngrokd.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.http.Audience;

@SuppressWarnings("StringConcatToTextBlock") // the carriage returns are to be seen
class HttpRepliesTest {
  private static String text(OwnReply reply) {
    String text = reply.bytes().toString(StandardCharsets.ISO_8859_1);
    reply.bytes().release();
    return text;
  }

  @Test
  void repliesAreThoseOfTheOriginalByteForByte() {
    assertThat(text(HttpReplies.badRequest()))
        .isEqualTo("HTTP/1.0 400 Bad Request\r\nContent-Length: 12\r\n\r\nBad Request\n");
    assertThat(text(HttpReplies.notAuthorized(Audience.PROGRAM)))
        .isEqualTo(
            "HTTP/1.0 401 Not Authorized\r\nWWW-Authenticate: Basic realm=\"ngrok\"\r\n"
                + "Content-Length: 23\r\n\r\nAuthorization required\n");
  }

  @Test
  void statusIsThatOfTheBytes() {
    assertThat(HttpReplies.badRequest().status()).isEqualTo(400);
    assertThat(HttpReplies.redirect("https://a.example/", true, Audience.PROGRAM).status())
        .isEqualTo(308);
    assertThat(HttpReplies.notFound("a.example", Audience.PROGRAM).status()).isEqualTo(404);
  }

  @Test
  void notFoundIsEighteenLongerThanTheHost() {
    assertThat(text(HttpReplies.notFound("A.Example:80", Audience.PROGRAM)))
        .isEqualTo(
            "HTTP/1.0 404 Not Found\r\nContent-Length: 30\r\n\r\n"
                + "Tunnel a.example:80 not found\n");
    assertThat(text(HttpReplies.notFound("", Audience.PROGRAM))).contains("Content-Length: 18\r\n");
  }

  @Test
  void passwordIsTakenExactly() {
    assertThat(BasicAuth.matches("Basic dXNlcjpzZWNyZXQ=", "user:secret")).isTrue();
    assertThat(BasicAuth.matches("basic dXNlcjpzZWNyZXQ=", "user:secret")).isFalse();
    assertThat(BasicAuth.matches("Basic dXNlcjpzZWNyZXQ", "user:secret")).isFalse();
    assertThat(BasicAuth.matches("", "user:secret")).isFalse();
  }
}
