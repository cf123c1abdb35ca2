package org.ngrokd.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.HeaderRules;
import org.ngrokd.client.config.HostHeader;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.testing.PlayedEnd;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.relay.Relay;

class HeadRewritingTest {
  private static final HttpRules RULES =
      HttpRules.NONE
          .withHostHeader(new HostHeader("rewrite"))
          .withRequest(HeaderRules.NONE.adding("X-Name", "名").removing("cookie"))
          .withResponse(HeaderRules.NONE.adding("X-Served", "home").removing("Server"));

  private static final String REQUEST =
      "POST /a HTTP/1.1\r\nHost: shop.example\r\ncOOkie: a=1\r\nX-a:  b \r\n"
          + "Content-Length: 5\r\n\r\nhello";
  private static final String CHANGED_REQUEST =
      "POST /a HTTP/1.1\r\nHost: nas.lan:5000\r\nX-a:  b \r\n"
          + "Content-Length: 5\r\nX-Name: å\u0090\u008d\r\n\r\nhello";
  private static final String CHUNKED_REQUEST =
      "PUT /b HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "5\r\nGET /\r\n0\r\nX-Trailer: 1\r\n\r\n";
  private static final String CHANGED_CHUNKED_REQUEST =
      "PUT /b HTTP/1.1\r\nHost: nas.lan:5000\r\nTransfer-Encoding: chunked\r\n"
          + "X-Name: å\u0090\u008d\r\n\r\n5\r\nGET /\r\n0\r\nX-Trailer: 1\r\n\r\n";
  private static final String REPLY =
      "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 3\r\n\r\nabc";
  private static final String CHANGED_REPLY =
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Served: home\r\n\r\nabc";

  private final PlayedEnd visitor = new PlayedEnd();
  private final PlayedEnd service = new PlayedEnd();

  HeadRewritingTest() {
    join(visitor, service);
  }

  private static void join(PlayedEnd visitor, PlayedEnd service) {
    HeadRewriting rewriting =
        new HeadRewriting(
            visitor,
            service,
            HeadChanges.of(RULES, LocalAddress.parse("nas.lan:5000")).orElseThrow(),
            () -> Unpooled.copiedBuffer("bad reply", StandardCharsets.ISO_8859_1),
            ConnectionLog.next(ConnectionType.PRV));
    Relay.join(
        rewriting.visitor(), rewriting.service(), MemoryBudget.uncounted(), (one, other) -> {});
  }

  @Test
  void nothingToChangeMeansNoReading() {
    assertThat(HeadChanges.of(HttpRules.NONE, LocalAddress.parse("80"))).isEmpty();
  }

  @Test
  void everyRequestOfAConnectionIsChangedWhereverItIsCut() {
    String all = REQUEST + CHUNKED_REQUEST + REQUEST;
    for (int cut = 0; cut <= all.length(); cut++) {
      PlayedEnd from = new PlayedEnd();
      PlayedEnd to = new PlayedEnd();
      join(from, to);

      from.sends(all.substring(0, cut));
      from.sends(all.substring(cut));

      assertThat(to.got())
          .as("cut at %s", cut)
          .isEqualTo(CHANGED_REQUEST + CHANGED_CHUNKED_REQUEST + CHANGED_REQUEST);
    }
  }

  @Test
  void everyReplyOfAConnectionIsChangedWhereverItIsCut() {
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    String changedChunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Served: home\r\n\r\n"
            + "3\r\nabc\r\n0\r\n\r\n";
    String interim = "HTTP/1.1 100 Continue\r\n\r\n";
    String all = interim + REPLY + chunked + REPLY;
    for (int cut = 0; cut <= all.length(); cut++) {
      PlayedEnd from = new PlayedEnd();
      PlayedEnd to = new PlayedEnd();
      join(from, to);

      from.sends(REQUEST + REQUEST + REQUEST);
      to.sends(all.substring(0, cut));
      to.sends(all.substring(cut));

      assertThat(from.got())
          .as("cut at %s", cut)
          .isEqualTo(interim + CHANGED_REPLY + changedChunked + CHANGED_REPLY);
    }
  }

  @Test
  void hostIsAddedWhereThereIsNone() {
    visitor.sends("GET / HTTP/1.0\r\n\r\n");

    assertThat(service.got())
        .isEqualTo("GET / HTTP/1.0\r\nX-Name: å\u0090\u008d\r\nHost: nas.lan:5000\r\n\r\n");
  }

  @Test
  void replyToHeadHasNoBody() {
    visitor.sends("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");

    service.sends("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + REPLY);

    assertThat(visitor.got())
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Served: home\r\n\r\n" + CHANGED_REPLY);
  }

  @Test
  void replyThatTheConnectionEndsPassesToItsEnd() {
    visitor.sends("GET / HTTP/1.0\r\n\r\n");

    service.sends("HTTP/1.0 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nServer: x\r\n\r\n");
    service.finishes();

    assertThat(visitor.got())
        .isEqualTo("HTTP/1.0 200 OK\r\nX-Served: home\r\n\r\nHTTP/1.1 200 OK\r\nServer: x\r\n\r\n");
    assertThat(visitor.events()).contains("finish");
  }

  @Test
  void whatFollowsAnAcceptedUpgradeIsNotRead() {
    visitor.sends(
        "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    visitor.sends("\u0081\u0000");
    assertThat(service.got()).endsWith("\r\n\r\n"); // held until the service has decided
    assertThat(visitor.events()).containsExactly("pause");

    service.sends("HTTP/1.1 101 Switching Protocols\r\nServer: x\r\n\r\nHTTP/1.1 no");
    visitor.sends("GET / HTTP/1.1\r\nCookie: no\r\n\r\n");

    assertThat(visitor.got())
        .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nX-Served: home\r\n\r\nHTTP/1.1 no");
    assertThat(service.got()).endsWith("\r\n\r\n\u0081\u0000GET / HTTP/1.1\r\nCookie: no\r\n\r\n");
    assertThat(visitor.events()).containsExactly("pause", "resume");
  }

  @Test
  void afterARefusedUpgradeHttpGoesOn() {
    visitor.sends(
        "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + REQUEST);
    visitor.finishes();
    assertThat(service.events()).isEmpty(); // the held request is not the end yet

    service.sends(REPLY);

    assertThat(service.got()).endsWith(CHANGED_REQUEST);
    assertThat(service.events()).contains("finish");
    service.sends(REPLY);
    assertThat(visitor.got()).isEqualTo(CHANGED_REPLY + CHANGED_REPLY);
  }

  @Test
  void heldBytesAreFreedWithTheVisitor() {
    visitor.sends("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\nheld");

    visitor.goes();

    assertThat(service.got()).doesNotContain("held"); // the leak detector looks at the rest
    assertThat(service.events()).contains("reset");
  }

  @Test
  void malformedRequestIsRefusedAfterTheRepliesBeforeIt() {
    visitor.sends(REQUEST + "GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc");
    assertThat(service.got()).isEqualTo(CHANGED_REQUEST);
    assertThat(visitor.got()).isEmpty();

    service.sends(REPLY);
    visitor.sends(REQUEST);

    assertThat(visitor.got()).startsWith(CHANGED_REPLY + "HTTP/1.0 400 Bad Request\r\n");
    assertThat(visitor.events()).contains("close");
    assertThat(service.got()).isEqualTo(CHANGED_REQUEST);
  }

  @Test
  void malformedBodyIsRefusedAtOnceAndTheServiceWaitsForItsEndNoMore() {
    visitor.sends(REQUEST + CHUNKED_REQUEST.replace("0\r\nX-Trailer", "zero\r\nX-Trailer"));
    assertThat(visitor.got()).isEmpty(); // the reply before it comes first

    service.sends(REPLY);

    assertThat(visitor.got()).startsWith(CHANGED_REPLY + "HTTP/1.0 400 Bad Request\r\n");
    assertThat(visitor.events()).contains("close");
    assertThat(service.got()).doesNotContain("X-Trailer");
  }

  @Test
  void trailerThatServicesMightBelieveIsRefused() {
    visitor.sends(CHUNKED_REQUEST.replace("X-Trailer", "X-Forwarded-For"));

    assertThat(visitor.got()).startsWith("HTTP/1.0 400 Bad Request\r\n");
    assertThat(service.got()).doesNotContain("X-Forwarded-For");
  }

  @Test
  void visitorGetsItsLastReplyEvenIfTheServiceBreaks() {
    visitor.sends("nonsense\r\n\r\n");

    service.goes();

    assertThat(visitor.got()).startsWith("HTTP/1.0 400 Bad Request\r\n");
    assertThat(visitor.events()).doesNotContain("reset");
  }

  @Test
  void malformedReplyIsReplaced() {
    visitor.sends(REQUEST);

    service.sends("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd");
    service.sends("more");

    assertThat(visitor.got()).isEqualTo("bad reply");
    assertThat(visitor.events()).contains("close");
  }

  @Test
  void switchThatNobodyAskedForIsReplaced() {
    visitor.sends(REQUEST);

    service.sends("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    service.sends("words of x");

    assertThat(visitor.got()).isEqualTo("bad reply");
    assertThat(visitor.events()).contains("close");
  }

  @Test
  void replyThatBreaksInTheMiddleArrivesAsFarAsItWasWhole() {
    visitor.sends(REQUEST);

    service.sends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz");

    assertThat(visitor.got())
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Served: home\r\n\r\n3\r\nabc\r\n");
    assertThat(visitor.events()).containsExactly("reset");
  }

  @Test
  void urlsOfTheTunnelsOwnNameBecomeThoseOfTheServiceWithItsHost() {
    visitor.sends(
        "GET /ws HTTP/1.1\r\nHost: shop.example\r\nOrigin: https://shop.example\r\n"
            + "Referer: HTTPS://Shop.example:443/a?b=https://shop.example/\r\n"
            + "Destination: http://shop.example/new\r\n\r\n");

    assertThat(service.got())
        .isEqualTo(
            "GET /ws HTTP/1.1\r\nHost: nas.lan:5000\r\nOrigin: http://nas.lan:5000\r\n"
                + "Referer: http://nas.lan:5000/a?b=https://shop.example/\r\n"
                + "Destination: http://nas.lan:5000/new\r\n"
                + "X-Name: å\u0090\u008d\r\n\r\n");
  }

  @Test
  void urlsOfOthersStay() {
    String others =
        "Origin: https://evil.example\r\nReferer: https://shop.example.evil/\r\n"
            + "Destination: https://shop.example:8443/\r\n";
    visitor.sends("GET / HTTP/1.1\r\nHost: shop.example\r\n" + others + "\r\n");

    assertThat(service.got())
        .startsWith("GET / HTTP/1.1\r\nHost: nas.lan:5000\r\n" + others + "X-Name");
  }

  @Test
  void whatIsNoHttpPasses() {
    visitor.sends("GET / HTTP/1.0\r\n\r\n");

    service.sends("plain words\nServer: x");

    assertThat(visitor.got()).isEqualTo("plain words\nServer: x");
  }
}
