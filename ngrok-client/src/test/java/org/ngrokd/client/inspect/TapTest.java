package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TapTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";

  private boolean admits = true;
  private final Script.Watch watch = new Script.Watch(() -> admits);

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  @Test
  void requestAboveTheRateIsMissed() {
    admits = false;

    watch.visitor(get("/a"));
    watch.service(OK);

    assertThat(watch.lines()).isEmpty();
    assertThat(watch.traffic.missedExchanges()).isEqualTo(1);
    assertThat(watch.traffic.requests()).isZero();
  }

  @Test
  void nextRequestIsLookedAtAgain() {
    admits = false;
    watch.visitor(get("/a"));
    watch.service(OK);

    admits = true;
    watch.visitor(get("/b"));
    watch.service(OK);

    assertThat(watch.lines()).containsExactly("GET /b -> 200 [abc] DONE");
    assertThat(watch.traffic.missedExchanges()).isEqualTo(1);
    assertThat(watch.traffic.requests()).isEqualTo(1);
  }

  @Test
  void restOfAMissedBodyIsNoRequest() {
    admits = false;
    watch.visitor("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\n");

    admits = true;
    watch.visitor(get("/in/the/body"));
    watch.service("HTTP/1.1 100 Continue\r\n\r\n");
    watch.visitor("\u0000GET / HTTP/1.1\r\n");

    assertThat(watch.lines()).isEmpty();
    assertThat(watch.traffic.missedExchanges()).isEqualTo(1);
  }

  @Test
  void eachRequestAboveTheRateIsCounted() {
    admits = false;

    for (int i = 0; i < 3; i++) {
      watch.visitor(get("/a"));
      watch.service(OK);
    }

    assertThat(watch.traffic.missedExchanges()).isEqualTo(3);
  }

  @Test
  void exchangeThatIsFollowedStaysSoAboveTheRate() {
    watch.visitor("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");

    admits = false;
    watch.visitor("llo");
    watch.service(OK);

    assertThat(watch.lines()).containsExactly("POST /a [hello] -> 200 [abc] DONE");
    assertThat(watch.traffic.missedExchanges()).isZero();
  }

  @Test
  void eachExchangeOfAConnectionAsksForTheRate() {
    watch.visitor(get("/a"));
    watch.service(OK);

    admits = false;
    watch.visitor(get("/b"));
    watch.service(OK);

    assertThat(watch.lines()).containsExactly("GET /a -> 200 [abc] DONE");
    assertThat(watch.traffic.missedExchanges()).isEqualTo(1);
  }

  @Test
  void headInTwoPartsIsAdmittedOnce() {
    watch.visitor("GET /a HTTP/1.1\r\n");

    admits = false;
    watch.visitor("Host: a\r\n\r\n");

    assertThat(watch.lines()).containsExactly("GET /a -> none OPEN");
    watch.tap.closed("over");
  }

  @Test
  void whatIsNoHttpIsNotLookedAtAnyMore() {
    watch.visitor("\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n");

    watch.visitor(get("/a"));
    watch.service(OK);

    assertThat(watch.lines()).isEmpty();
    assertThat(watch.traffic.missedExchanges()).isZero();
  }

  @Test
  void bytesAreLeftAloneOnceNothingIsLookedAt() {
    watch.visitor("no http\r\n\r\n");
    ByteBuf bytes = Unpooled.copiedBuffer(get("/a"), StandardCharsets.ISO_8859_1);

    watch.tap.fromVisitor(bytes);

    assertThat(bytes.readerIndex()).isZero();
    assertThat(bytes.refCnt()).isEqualTo(1);
    bytes.release();
  }

  @Test
  void whatTheServiceSaysUnaskedIsNotLookedAt() {
    watch.visitor(get("/a"));
    watch.service(OK);

    watch.service("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
    watch.visitor(get("/b"));
    watch.service(OK);

    assertThat(watch.lines())
        .containsExactly("GET /a -> 200 [abc] DONE", "GET /b -> 200 [abc] DONE");
  }

  @Test
  void connectionThatGoesBreaksWhatIsOpen() {
    watch.visitor(get("/a"));

    watch.tap.closed("the connection broke");

    assertThat(watch.lines()).containsExactly("GET /a -> none BROKEN the connection broke");
    assertThat(watch.traffic.exchanges().open()).isZero();
  }

  @Test
  void givingUpTellsTheReason() {
    watch.visitor(get("/a"));

    watch.tap.closed("it was answered from elsewhere");
    watch.visitor(get("/b"));

    assertThat(watch.lines())
        .containsExactly("GET /a -> none BROKEN it was answered from elsewhere");
  }

  @Test
  void errorsAreCounted() {
    watch.visitor(get("/a"));
    watch.service("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
    watch.visitor(get("/b"));
    watch.service("HTTP/1.1 499 Oh\r\nContent-Length: 0\r\n\r\n");

    assertThat(watch.traffic.errors()).isEqualTo(1);
    assertThat(watch.traffic.exchanges().total()).isEqualTo(2);
    assertThat(watch.traffic.exchanges().open()).isZero();
  }

  @Test
  void errorInTheWatchingGetsNowhereAndHoldsNothing() {
    ByteBuf half = Unpooled.copiedBuffer("GET /b HTTP/1.1\r\nHo", StandardCharsets.ISO_8859_1);
    watch.visitor(get("/a"));
    watch.tap.fromVisitor(half);
    watch.store.watch(new Failing());

    watch.service(OK);
    watch.service(OK);
    watch.tap.serviceFinished();

    assertThat(watch.lines()).containsExactly("GET /a -> 200 [abc] DONE");
    assertThat(watch.traffic.exchanges().open()).isZero();
    assertThat(half.refCnt()).isEqualTo(1);
    half.release();
  }

  /** Throws what a method may not throw by its signature, as Netty does. */
  private static final class Failing implements ExchangeStore.Watcher {
    @Override
    public void changed(Exchange exchange) {
      PlatformDependent.throwException(new IOException("no room"));
    }

    @Override
    public void cleared() {}
  }
}
