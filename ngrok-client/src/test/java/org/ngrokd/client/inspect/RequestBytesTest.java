package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestBytesTest {
  private static SeenRequest request(String method, String target, Header... headers) {
    return new SeenRequest(method, target, "HTTP/1.1", List.of(headers), SeenBody.EMPTY);
  }

  private static SeenBody body(String text) {
    return SeenBody.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String sent(SeenRequest request, Header... further) {
    return new String(RequestBytes.of(request, List.of(further)), StandardCharsets.ISO_8859_1);
  }

  private static void refused(SeenRequest request, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestBytes.of(request, List.of()))
        .withMessage(reason);
  }

  @Test
  void headersKeepTheirOrderAndSpelling() {
    SeenRequest request =
        request("GET", "/a?b", new Header("hOst", "a"), new Header("X", "1"), new Header("x", ""));

    assertThat(sent(request, new Header("X-Ngrok-Replay", "7")))
        .isEqualTo("GET /a?b HTTP/1.1\r\nhOst: a\r\nX: 1\r\nx: \r\nX-Ngrok-Replay: 7\r\n\r\n");
  }

  @Test
  void lengthIsThatOfTheBody() {
    SeenRequest request =
        request("POST", "/", new Header("content-length", "999"), new Header("Host", "a"))
            .withBody(body("hello"));

    assertThat(sent(request))
        .isEqualTo("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
  }

  @Test
  void chunksBecomeOneBody() {
    SeenRequest request =
        request("POST", "/", new Header("Transfer-Encoding", "chunked"))
            .withBody(body("\u0000\u00ff"));

    assertThat(sent(request)).isEqualTo("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n\u0000\u00ff");
  }

  @Test
  void bodyThatWasEmptyIsStillSaidToBe() {
    SeenRequest request = request("POST", "/", new Header("Content-Length", "0"));

    assertThat(sent(request)).isEqualTo("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
  }

  @Test
  void requestWithoutABodyGetsNoLength() {
    assertThat(sent(request("GET", "/"))).isEqualTo("GET / HTTP/1.1\r\n\r\n");
  }

  @Test
  void lineInAHeaderIsRefused() {
    refused(
        request("GET", "/", new Header("X-A", "1\r\nX-B: 2")),
        "the value of X-A '1\r\nX-B: 2' cannot be sent");
    refused(
        request("GET", "/", new Header("X-A", "1\n2")), "the value of X-A '1\n2' cannot be sent");
    refused(
        request("GET", "/", new Header("X: 1\r\nY", "2")),
        "the header name 'X: 1\r\nY' cannot be sent");
  }

  @Test
  void headerWithoutANameIsRefused() {
    refused(request("GET", "/", new Header("", "2")), "the header name '' cannot be sent");
  }

  @Test
  void lineOrBlankInTheTargetIsRefused() {
    refused(request("GET", "/a b"), "the path '/a b' cannot be sent");
    refused(request("GET", "/\r\nX: 1"), "the path '/\r\nX: 1' cannot be sent");
    refused(request("GET", ""), "the path '' cannot be sent");
  }

  @Test
  void letterThatIsNoByteIsRefused() {
    refused(request("GET", "/名"), "the path '/名' cannot be sent");
    refused(request("GET", "/", new Header("X-A", "名")), "the value of X-A '名' cannot be sent");
  }

  @Test
  void lettersThatAreBytesAreSent() {
    assertThat(sent(request("GET", "/\u00e5\u0090\u008d", new Header("X-A", "\t\u00ff"))))
        .isEqualTo("GET /\u00e5\u0090\u008d HTTP/1.1\r\nX-A: \t\u00ff\r\n\r\n");
  }

  @Test
  void blankInTheMethodIsRefused() {
    refused(request("GET /", "/"), "the method 'GET /' cannot be sent");
    refused(request("", "/"), "the method '' cannot be sent");
  }
}
