package org.ngrokd.streams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read by hand where a pattern or a stream would be shorter, and slower. */
class HeadParsingTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static RequestHead request(String host, String connection) throws BadMessageException {
    return RequestHead.parse(
        bytes("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: " + connection + "\r\n\r\n"),
        100);
  }

  private static ResponseHead reply(String statusLine) throws BadMessageException {
    return parsed(statusLine + "Content-Length: 2\r\n\r\n");
  }

  private static ResponseHead parsed(String reply) throws BadMessageException {
    return ResponseHead.parse(bytes(reply), request("a", "close"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A.example",
        "a.example:80",
        "a.example:",
        "127.0.0.1:8080",
        "[::1]",
        "[::1]:99999",
        "a_b~c%20-d",
        ":80",
        "a:12345"
      })
  void hostsOfEveryForm(String host) throws Exception {
    assertThat(request(host, "close").host()).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a,b",
        "a/b",
        "a@b",
        "a:1:2",
        "a:x",
        "a:123456",
        "[::1",
        "[::1]x",
        "[::g]",
        "a\u00ff",
        "[]",
        "::1"
      })
  void whatIsNoHost(String host) {
    assertThatThrownBy(() -> request(host, "close"))
        .isInstanceOf(BadMessageException.class)
        .hasMessageContaining("malformed host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "Close", "foo, close", "foo ,\tCLOSE , bar", ",close,"})
  void closeAmongTheWordsOfConnection(String connection) throws Exception {
    assertThat(request("a", connection).keepsAlive()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "closed", "clos", "not close", "keep-alive", "close;x", ","})
  void wordsThatAreNotClose(String connection) throws Exception {
    assertThat(request("a", connection).keepsAlive()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.0 200 OK\n",
        "HTTP/1.1 200\r\n",
        "HTTP/1.1 200\n",
        "HTTP/1.1 200 \r\n",
        "HTTP/1.9 200 \u00e9\r\n",
        "HTTP/1.1  200 OK\r\n",
        "HTTP/1.1 200OK\r\n"
      })
  void statusLinesOfEveryForm(String line) throws Exception {
    assertThat(reply(line).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 20 OK\r\n",
        "HTTP/1.1 2000\r\n",
        "HTTP/1.1 020 OK\r\n",
        "HTTP/1.1 2x0 OK\r\n",
        "HTTP/1. 200 OK\r\n",
        "HTTP/1.1\r\n",
        "HTTP/1.1 200 O\rK\r\n",
        "HTTP/1.1200 OK\r\n",
        "HTTP/1.1\t200 OK\r\n"
      })
  void whatIsNoStatusLine(String line) {
    assertThatThrownBy(() -> reply(line)).isInstanceOf(BadMessageException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example",
        "a.example:",
        "a.example:0",
        "a.example:99999",
        "a.example:65536",
        "http://a.example:80",
        "https://a.example:443/",
        "/",
        "[::1]",
        "[::1]:",
        ":80"
      })
  void connectWantsAHostAndAPortThatThereIs(String target) {
    assertThatThrownBy(
            () ->
                RequestHead.parse(
                    bytes("CONNECT " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n"), 100))
        .isInstanceOf(BadMessageException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example:443", "a.example:65535", "a.example:1", "[::1]:0443"})
  void connectToAHostAndAPort(String target) throws Exception {
    RequestHead head =
        RequestHead.parse(bytes("CONNECT " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n"), 100);

    assertThat(head.host()).isEqualTo(target);
  }

  @Test
  void laterMinorVersionIsReadAndSentOnAs11() throws Exception {
    byte[] sent = bytes("GET / HTTP/1.2\r\nHost: a\r\n\r\n");

    RequestHead head = RequestHead.parse(sent, 100);

    assertThat(head.isHttp11()).isTrue();
    assertThat(head.keepsAlive()).isTrue();
    assertThat(head.bytes()).isEqualTo(bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  }

  @Test
  void lengthsOfDigitsAlone() throws Exception {
    assertThat(BodyLength.parse("007").bytes()).isEqualTo(7);
    assertThat(BodyLength.parse("999999999999999999").bytes()).isEqualTo(999999999999999999L);
    for (String wrong : new String[] {"", "+1", "-1", "1 ", "0x1", "1,1", "1000000000000000000"}) {
      assertThatThrownBy(() -> BodyLength.parse(wrong)).isInstanceOf(BadMessageException.class);
    }
  }

  @Test
  void framingHeadersOfARepliesOddLinesAreNotOverlooked() {
    assertThatThrownBy(() -> parsed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n folded\r\n\r\n"))
        .isInstanceOf(BadMessageException.class);
    assertThatThrownBy(() -> parsed("HTTP/1.1 200 OK\r\ntRansfer-Encoding: chunked\r\n\tx\r\n\r\n"))
        .isInstanceOf(BadMessageException.class);
  }
}
