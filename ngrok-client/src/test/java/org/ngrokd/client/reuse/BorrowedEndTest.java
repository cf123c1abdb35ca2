package org.ngrokd.client.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.testing.PlayedEnd;

/** One connection to a service, and the visitors that it serves. */
class BorrowedEndTest extends ReuseFixture {
  @Test
  void whatAVisitorLeavesServesTheNextOne() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor ada = first(service).sends(GET);
    service.sends(OK);
    assertThat(ada.gets()).isEqualTo(OK);
    ada.finishes();
    assertThat(ada.events()).containsExactly("finished", "closed");
    assertThat(service.eventsButReading()).isEmpty();

    PlayedVisitor bob = next().orElseThrow().sends(GET);
    assertThat(service.gets()).isEqualTo(GET + GET);
    service.sends(OK);

    assertThat(bob.gets()).isEqualTo(OK);
    assertThat(ada.gets()).isEmpty();
  }

  @Test
  void visitorWhoHasGoneCanDoNothingToIt() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor ada = first(service).sends(GET);
    service.sends(OK);
    ada.leaves();
    PlayedVisitor bob = next().orElseThrow();

    ada.sends("GET /more HTTP/1.1\r\n\r\n");
    ada.breaks();
    ada.leaves();
    bob.sends(GET);

    assertThat(service.gets()).isEqualTo(GET + GET);
    assertThat(service.eventsButReading()).isEmpty();
  }

  @Test
  void visitorWhoWantsOneReplyGetsItsEndThoughTheConnectionStays() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor ada = first(service).sends(LAST);

    assertThat(service.gets()).isEqualTo(GET);
    service.sends(OK);

    assertThat(ada.gets())
        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
    assertThat(ada.events()).containsExactly("finished", "closed");
    assertThat(service.eventsButReading()).isEmpty();
    assertThat(next()).isPresent();
  }

  @Test
  void nothingBehindTheLastRequestReachesTheService() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor ada = first(service).sends(LAST).sends(GET);
    service.sends("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
    ada.sends(GET);

    service.sends("k");

    assertThat(service.gets()).isEqualTo(GET);
    assertThat(ada.gets()).endsWith("Connection: close\r\n\r\nok");
    assertThat(next()).isPresent();
  }

  @Test
  void serviceThatGoesOnBehindTheLastReplyIsToldThatNothingFollows() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor ada = first(service).sends(LAST);

    service.sends(OK + "HTTP/1.1 200 OK");

    assertThat(ada.gets()).isEqualTo(OK + "HTTP/1.1 200 OK");
    assertThat(service.eventsButReading()).containsExactly("finish");
    assertThat(next()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi",
        "PUT / HTTP/1.1\r\nHost: shop\r\n\r\n",
        "DELETE / HTTP/1.1\r\nHost: shop\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: shop\r\nContent-Length: 1\r\n\r\nx",
        "GET / HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: shop\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: shop\r\nAuthorization: NTLM TlRMTVNTUAAB\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: shop\r\nAuthorization: Negotiate YII=\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: shop\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: shop\r\nConnection: close, te\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: shop\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        "GET / HTTP/1.1\r\nHost: shop\r\n\r\nGET / HTTP/1.1\r\nHost: shop\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: shop\r\n\r\n",
        "GET / HTTP/1.1\r\nHo",
        "hello",
      })
  void whatMustNotBeSentTwiceGoesOutOnANewConnection(String request) {
    PlayedEnd waited = waiting();
    PlayedVisitor ada = next().orElseThrow().sends(request);

    assertThat(ada.mayGoOn()).isFalse();
    PlayedEnd opened = opens();

    assertThat(opened.gets()).isEqualTo(request);
    assertThat(ada.mayGoOn()).isTrue();
    assertThat(waited.gets()).isEmpty();
    assertThat(waited.eventsButReading())
        .containsExactly("close"); // one that serves one at a time is free
    opened.sends(OK);
    assertThat(ada.gets()).isEqualTo(OK);
  }

  @Test
  void requestThatWasNotHeardIsSentOnceMore() {
    PlayedEnd waited = waiting();
    PlayedVisitor ada = next().orElseThrow().sends(GET).sends("GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(waited.gets()).isEqualTo(GET); // what follows waits
    assertThat(ada.mayGoOn()).isFalse();

    waited.finishes();

    PlayedEnd opened = opens();
    assertThat(opened.gets()).isEqualTo(GET + "GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
    opened.sends(OK);
    assertThat(ada.gets()).isEqualTo(OK);
    opened.finishes();
    opened.goes();
    assertThat(ada.events()).containsExactly("writability", "finished", "closed");
    assertThat(asked).isEmpty(); // once
  }

  @Test
  void requestWhoseReplyHasBegunIsNotSentOnceMore() {
    PlayedEnd waited = waiting();
    PlayedVisitor ada = next().orElseThrow().sends(GET);
    waited.sends("H");

    waited.goes();

    assertThat(asked).isEmpty();
    assertThat(ada.gets()).isEqualTo("H");
    assertThat(ada.events()).containsExactly("closed");
  }

  @Test
  void visitorIsToldWhenThereIsNoOtherConnection() {
    PlayedEnd waited = waiting();
    PlayedVisitor ada = next().orElseThrow().sends(GET);
    waited.goes();

    doesNotOpen();

    assertThat(ada.gets()).isEqualTo("502");
    assertThat(ada.events()).containsExactly("finished", "closed");
    assertThat(down).containsExactly("/a refused");
  }

  @Test
  void silentVisitorIsToldAtOnceThatTheServiceHasGone() {
    PlayedEnd waited = waiting();
    PlayedVisitor ada = next().orElseThrow();

    waited.finishes();
    doesNotOpen();

    assertThat(ada.gets()).isEqualTo("502");
    assertThat(down).containsExactly("? refused");
  }

  @Test
  void whatTheServiceSaysToASilentVisitorOfAnotherIsNotHeard() {
    PlayedEnd waited = waiting();
    PlayedVisitor ada = next().orElseThrow();

    waited.sends("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
    assertThat(waited.eventsButReading()).containsExactly("close");
    PlayedEnd opened = opens();
    ada.sends(GET);

    assertThat(opened.gets()).isEqualTo(GET);
    assertThat(ada.gets()).isEmpty();
  }

  @Test
  void silentVisitorLeavesItAsItWas() {
    PlayedEnd waited = waiting();

    next().orElseThrow().finishes();
    next().orElseThrow().breaks();

    next().orElseThrow().sends(GET);
    assertThat(waited.gets()).isEqualTo(GET);
    assertThat(waited.eventsButReading()).isEmpty();
  }

  @Test
  void visitorWhoGoesWhileAConnectionIsMadeLeavesNothing() {
    PlayedEnd waited = waiting();
    PlayedVisitor ada = next().orElseThrow().sends(POST);

    ada.breaks();
    PlayedEnd opened = opens();

    assertThat(ada.events()).containsExactly("finished", "closed");
    assertThat(opened.eventsButReading()).containsExactly("reset");
    assertThat(waited.eventsButReading()).containsExactly("close");
  }

  @Test
  void visitorWhoBreaksOffInTheMiddleBreaksTheConnection() {
    waiting();
    PlayedVisitor ada = next().orElseThrow().sends(GET);

    ada.breaks();

    assertThat(next()).isEmpty();
  }

  @Test
  void halfAVisitorIsHalfAVisitorForTheServiceToo() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor ada = first(service).sends(GET);

    ada.finishes();
    assertThat(service.eventsButReading()).containsExactly("finish");
    service.sends(OK);

    assertThat(ada.gets()).isEqualTo(OK);
    assertThat(ada.events()).isEmpty();
    ada.leaves();
    assertThat(next()).isEmpty();
  }
}
