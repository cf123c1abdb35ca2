package org.ngrokd.streams.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpDialogueTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String UPGRADE =
      "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  private final Wire passing = new Wire(HttpDialogue::passing);
  private final Wire watching = new Wire(HttpDialogue::watching);

  @Test
  void repliesAreToldByTheRequestsTheyAreFor() {
    passing
        .visitor("HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\n" + GET)
        .service("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
        .service("HTTP/1.1 103 Early Hints\r\n\r\n" + OK);

    assertThat(passing.heardEveryWay())
        .containsExactly(
            "> HEAD /1",
            "> ended",
            "> GET /a",
            "> ended",
            "< 200",
            "< ended",
            "< interim 103",
            "< 200",
            "< body abc",
            "< ended");
  }

  @Test
  void bodiesThatPassKeepTheirChunksAndThoseOfRepliesArePutRight() {
    passing
        .visitor("PUT /a HTTP/1.1\r\nHost: a\r\n" + CHUNKED + "2;a=b\r\nhi\r\n0\r\nA: 1\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\n" + CHUNKED + "2 \r\nhi\n0\r\nB: 2\r\n\r\n");

    assertThat(passing.heardEveryWay())
        .containsExactly(
            "> PUT /a",
            "> body 2;a=b\r\nhi\r\n0\r\nA: 1\r\n\r\n",
            "> ended",
            "< 200",
            "< body 2\r\nhi\r\n0\r\nB: 2\r\n\r\n",
            "< ended");
  }

  @Test
  void bodiesThatAreWatchedAreTheirContentAndTheirTrailers() {
    watching
        .visitor("PUT /a HTTP/1.1\r\n" + CHUNKED + "2 \r\nhi\r\n3\n:\r\n\n0\r\nA: b:c\nB:\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\n" + CHUNKED + "2\r\nab\r\n1\r\nc\r\n0\r\nC:  d \r\n\r\n");

    assertThat(watching.heardEveryWay())
        .containsExactly(
            "> PUT /a",
            "> body hi:\r\n",
            "> ended (A: b:c) (B: )",
            "< 200",
            "< body abc",
            "< ended (C: d)");
  }

  @Test
  void replyMayEndBeforeItsRequest() {
    passing
        .visitor("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
        .service(OK)
        .visitor("llo" + GET)
        .service(OK);

    assertThat(passing.heardEveryWay())
        .containsExactly(
            "> POST /a",
            "> body he",
            "< 200",
            "< body abc",
            "< ended",
            "> body llo",
            "> ended",
            "> GET /a",
            "> ended",
            "< 200",
            "< body abc",
            "< ended");
  }

  @Test
  void whatFollowsAnUpgradeWaitsForItsReplyAndIsNoHttpThen() {
    passing.visitor(UPGRADE + GET).service(SWITCHED + "service").visitor("visitor");

    assertThat(passing.heardEveryWay())
        .containsExactly(
            "> GET /ws",
            "> ended",
            "< 101",
            "- leaves HTTP",
            "> bytes " + GET,
            "< bytes service",
            "> bytes visitor");
  }

  @Test
  void whatFollowsARefusedUpgradeIsRead() {
    passing.visitor(UPGRADE + GET).service(OK + OK);

    assertThat(passing.heardEveryWay())
        .containsExactly(
            "> GET /ws",
            "> ended",
            "< 200",
            "- goes on with HTTP",
            "> GET /a",
            "> ended",
            "< body abc",
            "< ended",
            "< 200",
            "< body abc",
            "< ended");
  }

  @Test
  void grantedConnectLeavesHttp() {
    passing
        .visitor("CONNECT b:22 HTTP/1.1\r\nHost: b:22\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nSSH-2.0")
        .visitor("SSH-2.1");

    assertThat(passing.heardEveryWay())
        .containsExactly(
            "> CONNECT b:22",
            "> ended",
            "< 200",
            "- leaves HTTP",
            "< bytes SSH-2.0",
            "> bytes SSH-2.1");
  }

  @Test
  void switchThatNobodyAskedForIsMalformed() {
    for (Wire wire : new Wire[] {passing, watching}) {
      wire.visitor(GET).service(SWITCHED + "bytes");

      assertThat(wire.heardEveryWay())
          .containsExactly(
              "> GET /a", "> ended", "< malformed: a change of protocol that nobody asked for");
    }
  }

  @Test
  void replyWithoutALengthEndsWithItsConnection() {
    passing.visitor(GET).service("HTTP/1.1 200 OK\r\n\r\nabc").serviceFinishes();

    assertThat(passing.heardEveryWay())
        .containsExactly("> GET /a", "> ended", "< 200", "< body abc", "< ended");
  }

  @Test
  void messagesThatAreNotWholeAreCut() {
    passing
        .visitor(GET + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
        .service("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        .visitorFinishes()
        .serviceFinishes()
        .service(OK);

    assertThat(passing.heardEveryWay())
        .containsExactly(
            "> GET /a",
            "> ended",
            "> POST /b",
            "> body he",
            "< 200",
            "< body abc",
            "> cut",
            "< cut");
  }

  @Test
  void malformedRequestLeavesEarlierRepliesToCome() {
    passing.visitor(GET + "GET / HTTP/1.1\r\nHost : a\r\n\r\n" + GET).service(OK);

    assertThat(passing.heardEveryWay())
        .containsExactly(
            "> GET /a",
            "> ended",
            "> malformed: malformed header name",
            "< 200",
            "< body abc",
            "< ended");
  }

  @Test
  void malformedReplyIsToldOnceWhetherItHadBegunOrNot() {
    passing
        .visitor(GET)
        .service("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab" + OK);
    assertThat(passing.heardEveryWay())
        .containsExactly("> GET /a", "> ended", "< malformed: several lengths of the reply");

    watching.visitor(GET).service("HTTP/1.1 200 OK\r\n" + CHUNKED + "1\r\na\r\nxyz" + OK);
    assertThat(watching.heardEveryWay())
        .containsExactly(
            "> GET /a",
            "> ended",
            "< 200",
            "< body a",
            "< malformed within a reply: malformed chunk size");
  }

  @Test
  void serviceThatSpeaksNoHttpIsTold() {
    passing.visitor(GET).service("SSH-2.0\r\n").service("more").visitor(GET);

    assertThat(passing.heardEveryWay())
        .containsExactly("> GET /a", "> ended", "< foreign SSH-2.0\r\nmore", "> GET /a", "> ended");
  }

  @Test
  void whatNobodyAskedForIsTold() {
    passing.visitor(GET).service(OK + "HTTP/1.1 408 Late\r\n\r\n").visitor(GET).service(OK);

    assertThat(passing.heardEveryWay())
        .containsExactly(
            "> GET /a",
            "> ended",
            "< 200",
            "< body abc",
            "< ended",
            "< unasked HTTP/1.1 408 Late\r\n\r\n",
            "> GET /a",
            "> ended",
            "< unasked " + OK);
  }

  @Test
  void whoPassesRequestsOnRefusesWhatAWatcherTakesAsItIsMeant() {
    String twice = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n" + CHUNKED + "0\r\n\r\n";
    passing.visitor(twice);
    watching.visitor(twice);

    assertThat(passing.heardEveryWay())
        .containsExactly("> malformed: Content-Length beside Transfer-Encoding");
    assertThat(watching.heardEveryWay()).containsExactly("> POST /a", "> ended");
  }

  @Test
  void onlyAHeadThatIsArrivingIsKept() {
    HttpDialogue dialogue = HttpDialogue.watching(new Heard());
    dialogue.fromVisitor(bytes("GET / HTTP/1.1\r\nHost"));
    assertThat(dialogue.isRequestHeadUnderWay()).isTrue();
    assertThat(dialogue.requestMemory()).isGreaterThanOrEqualTo(20);

    dialogue.fromVisitor(bytes(": a\r\n\r\n"));
    assertThat(dialogue.isRequestHeadUnderWay()).isFalse();
    assertThat(dialogue.requestMemory()).isZero();
    assertThat(dialogue.isAnswered()).isFalse();

    dialogue.fromService(bytes("HTTP/1.1 200 OK\r\n" + CHUNKED + "0\r\nTrailer"));
    assertThat(dialogue.replyMemory()).isGreaterThanOrEqualTo(7);
    dialogue.fromService(bytes(": a\r\n\r\n"));
    assertThat(dialogue.replyMemory()).isZero();
    assertThat(dialogue.isAnswered()).isTrue();
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  @Test
  void whateverIsSentCutsMakeNoDifference() {
    String[] pieces = {
      GET,
      UPGRADE,
      OK,
      SWITCHED,
      CHUNKED,
      "0\r\n\r\n",
      "2\r\nhi\r\n",
      "\r\n",
      "\n",
      "HTTP/1.1 ",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n",
      "PUT / HTTP/1.1\r\nHost: a\r\n",
      "HTTP/1.1 204 No\r\n\r\n",
      "HTTP/1.1 100 On\r\n\r\n",
      "HTTP/1.1 200 OK\r\n",
      "x",
      "\u0000",
    };
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      Wire wire = new Wire(random.nextBoolean() ? HttpDialogue::passing : HttpDialogue::watching);
      for (int step = 0; step < 6; step++) {
        StringBuilder sent = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
          sent.append(pieces[random.nextInt(pieces.length)]);
        }
        switch (random.nextInt(6)) {
          case 0 -> wire.visitorFinishes();
          case 1 -> wire.serviceFinishes();
          case 2, 3 -> wire.visitor(sent.toString());
          default -> wire.service(sent.toString());
        }
      }

      assertThat(wire.heard(length -> 1 + random.nextInt(5)))
          .as("seed %s", seed)
          .isEqualTo(wire.heard(length -> length));
    }
  }
}
