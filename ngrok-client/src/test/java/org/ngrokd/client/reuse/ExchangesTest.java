package org.ngrokd.client.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.testing.PlayedEnd;

/** After which exchanges a connection may serve somebody else. */
@SuppressWarnings("StringConcatToTextBlock") // the carriage returns are to be seen
class ExchangesTest extends ReuseFixture {
  /** Whether the connection waits when its visitor leaves behind this. */
  private boolean isKept(String request, String... replies) {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor visitor = first(service).sends(request);
    StringBuilder sent = new StringBuilder();
    for (String each : replies) {
      service.sends(each);
      sent.append(each);
    }
    assertThat(service.gets()).isEqualTo(request);
    assertThat(visitor.gets()).isEqualTo(sent.toString());
    visitor.finishes();
    return service.eventsButReading().isEmpty();
  }

  private static String bytes(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET     | HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok
          GET     | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nok\\r\\n0\\r\\nX: 1\\r\\n\\r\\n
          GET     | HTTP/1.1 204 No Content\\r\\n\\r\\n
          GET     | HTTP/1.1 304 Not Modified\\r\\nContent-Length: 50\\r\\n\\r\\n
          HEAD    | HTTP/1.1 200 OK\\r\\nContent-Length: 50\\r\\n\\r\\n
          OPTIONS | HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n
          DELETE  | HTTP/1.1 204 No Content\\r\\n\\r\\n
          GET     | HTTP/1.1 103 Early Hints\\r\\nLink: a\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok
          GET     | HTTP/1.1 401 No\\r\\nWWW-Authenticate: Basic realm=a\\r\\nContent-Length: 0\\r\\n\\r\\n
          GET     | HTTP/1.1 500 Oh\\r\\nConnection: keep-alive\\r\\nContent-Length: 2\\r\\n\\r\\nok
          """)
  void wholeRepliesLeaveAConnectionBehind(String method, String reply) {
    String request = method + " / HTTP/1.1\r\nHost: shop\r\n\r\n";
    String all = bytes(reply);

    assertThat(isKept(request, all)).isTrue();
    assertThat(isKept(request, all.split("(?<=.)"))).as("byte by byte").isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: 2\\r\\n\\r\\nok
          GET  | HTTP/1.0 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok
          GET  | HTTP/1.0 200 OK\\r\\nConnection: keep-alive\\r\\nContent-Length: 2\\r\\n\\r\\nok
          GET  | HTTP/1.1 200 OK\\r\\n\\r\\nuntil the end
          GET  | HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nok
          GET  | HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\nok
          HEAD | HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok
          GET  | HTTP/1.1 204 No Content\\r\\n\\r\\nok
          GET  | HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nContent-Length: 2\\r\\n\\r\\nok
          GET  | HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
          GET  | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nok\\r\\n
          GET  | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nx\\r\\n
          GET  | HTTP/1.1 200 OK\\nContent-Length: 2\\n\\nok
          GET  | HTTP/1.1 401 No\\r\\nWWW-Authenticate: Negotiate\\r\\nContent-Length: 0\\r\\n\\r\\n
          GET  | HTTP/1.1 401 No\\r\\nWWW-Authenticate: Basic realm=a, NTLM\\r\\nContent-Length: 0\\r\\n\\r\\n
          GET  | HTTP/1.1 100 Continue\\r\\n\\r\\n
          GET  | HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: x\\r\\nConnection: upgrade\\r\\n\\r\\n
          GET  | SSH-2.0-x\\r\\n
          """)
  void repliesThatAreNotWholeOrOddDoNot(String method, String reply) {
    assertThat(isKept(method + " / HTTP/1.1\r\nHost: shop\r\n\r\n", bytes(reply))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET / HTTP/1.1\\r\\nHost: shop\\r\\nAuthorization: ntlm x\\r\\n\\r\\n
          GET / HTTP/1.1\\r\\nHost: shop\\r\\nAuthorization: Negotiate x\\r\\n\\r\\n
          GET / HTTP/1.1\\r\\nHost: shop\\r\\n\\r\\nGET / HTTP/1.1\\r\\nHost: shop\\r\\n\\r\\n
          GET / HTTP/1.1\\r\\nHost: shop\\r\\nUpgrade: x\\r\\nConnection: upgrade\\r\\n\\r\\n
          CONNECT shop:1 HTTP/1.1\\r\\nHost: shop:1\\r\\n\\r\\n
          GET / HTTP/1.0\\r\\nHost: shop\\r\\nConnection: keep-alive\\r\\n\\r\\n
          POST / HTTP/1.1\\r\\nHost: shop\\r\\nContent-Length: 1\\r\\nConnection: close\\r\\n\\r\\nx
          POST / HTTP/1.1\\r\\nHost: shop\\r\\nContent-Length: 3\\r\\n\\r\\nx
          POST / HTTP/1.1\\r\\nHost: shop\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\nx\\r\\n
          GET / HTTP/1.1\\r\\nHost: shop\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 1\\r\\n\\r\\nx
          """)
  void neitherDoRequestsThatAreNotWholeOrOdd(String request) {
    assertThat(isKept(bytes(request), OK)).isFalse();
  }

  @Test
  void nothingIsKeptBehindHalfARequest() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor visitor = first(service).sends(GET);
    service.sends(OK);

    visitor.sends("G").finishes();

    assertThat(service.eventsButReading()).containsExactly("finish");
  }

  @Test
  void headThatComesInPiecesPassesAtOnce() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor visitor = first(service);

    visitor.sends("GET / HTTP/1.1\r\nHo");
    assertThat(service.gets()).isEqualTo("GET / HTTP/1.1\r\nHo");
    visitor.sends("st: shop\r\n\r\n");
    service.sends(OK);
    visitor.finishes();

    assertThat(service.eventsButReading()).isEmpty();
  }

  @Test
  void earlyReplyIsFollowedByTheRestOfTheRequest() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor visitor =
        first(service).sends("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\nab");
    service.sends(OK);

    visitor.sends("cd").leaves();

    assertThat(service.gets()).endsWith("\r\n\r\nabcd");
    assertThat(service.eventsButReading()).isEmpty();
  }

  @Test
  void earlyReplyToARequestThatDoesNotComeLeavesNothing() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor visitor =
        first(service).sends("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\nab");
    service.sends(OK);

    visitor.leaves();

    assertThat(service.eventsButReading()).containsExactly("close");
  }

  @Test
  void bodyThatWaitsForLeaveIsFollowed() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor visitor =
        first(service)
            .sends(
                "POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n"
                    + "Expect: 100-continue\r\n\r\n");
    service.sends("HTTP/1.1 100 Continue\r\n\r\n");

    visitor.sends("ab");
    service.sends(OK);
    visitor.leaves();

    assertThat(service.eventsButReading()).isEmpty();
  }

  @Test
  void sevenExchangesAreFollowedAndNoMoreThanEight() {
    assertThat(eventsAfter(Exchanges.MOST - 1)).isTrue();
    assertThat(eventsAfter(Exchanges.MOST)).isFalse();
  }

  private boolean eventsAfter(int exchanges) {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor visitor = first(service);
    for (int i = 0; i < exchanges; i++) {
      visitor.sends(GET);
      service.sends(OK);
    }
    visitor.leaves();
    return service.eventsButReading().isEmpty();
  }

  @Test
  void wordOfServiceThatNobodyAskedForPassesAndEndsIt() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor visitor = first(service).sends(GET);
    service.sends(OK);

    service.sends("HTTP/1.1 408 Request Timeout\r\n\r\n");
    visitor.finishes();

    assertThat(visitor.gets()).isEqualTo(OK + "HTTP/1.1 408 Request Timeout\r\n\r\n");
    assertThat(service.eventsButReading()).containsExactly("finish");
  }
}
