package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
  private static final String UPGRADE =
      "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n"
          + "Sec-WebSocket-Accept: x\r\n\r\n";

  private final Script script = new Script();

  @Test
  void headsAreKeptAsTheyWereSpelled() {
    script
        .visitor("POST /a?b=c HTTP/1.1\r\nhOst: a\r\nX-a:  b \r\nX-A: \u00e9\r\n\r\n")
        .service("HTTP/1.1 404 Nix da\r\nserver: \u00e9\r\nX-b:\r\nContent-Length: 0\r\n\r\n");

    SeenExchange seen = script.playedEveryWay().get(0);

    assertThat(seen.request().method()).isEqualTo("POST");
    assertThat(seen.request().target()).isEqualTo("/a?b=c");
    assertThat(seen.request().version()).isEqualTo("HTTP/1.1");
    assertThat(seen.request().headers())
        .containsExactly(
            new Header("hOst", "a"), new Header("X-a", "b"), new Header("X-A", "\u00e9"));
    SeenReply reply = seen.reply().orElseThrow();
    assertThat(reply.version()).isEqualTo("HTTP/1.1");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.reason()).isEqualTo("Nix da");
    assertThat(reply.headers())
        .containsExactly(
            new Header("server", "\u00e9"),
            new Header("X-b", ""),
            new Header("Content-Length", "0"));
  }

  @Test
  void eachExchangeOfAConnectionIsTold() {
    script
        .visitor(GET)
        .service(OK)
        .visitor("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
        .service("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");

    assertThat(script.toldEveryWay())
        .containsExactly("GET /a -> 200 [abc] DONE", "POST /b [hello] -> 500 DONE");
  }

  @Test
  void repliesFindThePipelinedRequestsTheyAreFor() {
    script
        .visitor("HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\n" + GET + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + OK)
        .service("HTTP/1.1 204 No Content\r\n\r\n");

    assertThat(script.toldEveryWay())
        .containsExactly("HEAD /1 -> 200 DONE", "GET /a -> 200 [abc] DONE", "GET /3 -> 204 DONE");
  }

  @Test
  void halfOfThePipelinedNextHeadIsNotLost() {
    script.visitor(GET + "GET /b HTTP/1.1\r\nHo").service(OK).visitor("st: a\r\n\r\n").service(OK);

    assertThat(script.toldEveryWay())
        .containsExactly("GET /a -> 200 [abc] DONE", "GET /b -> 200 [abc] DONE");
  }

  @Test
  void chunksAreJoinedAndTheirTrailersKept() {
    script
        .visitor(
            "PUT /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-Sum: 7\r\n\r\n")
        .service(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-One: 1\r\nX-Two: 2\r\n\r\n");

    assertThat(script.toldEveryWay())
        .containsExactly(
            "PUT /a [hello world](X-Sum: 7)" + " -> 200 [abc0123456789](X-One: 1)(X-Two: 2) DONE");
  }

  @Test
  void interimRepliesComeBeforeTheFinalOne() {
    script
        .visitor("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        .service("HTTP/1.1 100 Continue\r\n\r\n")
        .visitor("hi")
        .service("HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\n" + OK);

    assertThat(script.toldEveryWay()).containsExactly("POST /a [hi] -> 100 103 200 [abc] DONE");
  }

  @Test
  void expectationThatFailsLeavesTheBodyToCome() {
    script
        .visitor("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        .service("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");

    assertThat(script.toldEveryWay()).containsExactly("POST /a -> 417 OPEN");
  }

  @Test
  void replyMayComeBeforeTheBodyIsWhole() {
    script
        .visitor("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
        .service("HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno")
        .visitor("llo")
        .visitor(GET)
        .service(OK);

    assertThat(script.toldEveryWay())
        .containsExactly("POST /a [hello] -> 413 [no] DONE", "GET /a -> 200 [abc] DONE");
  }

  @Test
  void bodyThatBreaksOffAfterItsReplyIsTold() {
    script
        .visitor("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
        .service("HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno")
        .serviceFinishes()
        .breaks();

    assertThat(script.toldEveryWay())
        .containsExactly("POST /a [he] -> 413 [no] BROKEN the connection broke");
  }

  @Test
  void someRepliesHaveNoBodyWhateverTheirHeadersSay() {
    script
        .visitor("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n")
        .visitor(GET)
        .service("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n")
        .visitor(GET)
        .service("HTTP/1.1 204 No Content\r\n\r\n")
        .visitor(GET)
        .service(OK);

    assertThat(script.toldEveryWay())
        .containsExactly(
            "HEAD /a -> 200 DONE",
            "GET /a -> 304 DONE",
            "GET /a -> 204 DONE",
            "GET /a -> 200 [abc] DONE");
  }

  @Test
  void replyWithoutALengthEndsWithItsConnection() {
    script.visitor(GET).service("HTTP/1.1 200 OK\r\n\r\nabc\r\nHTTP/1.1 ").serviceFinishes();

    assertThat(script.toldEveryWay()).containsExactly("GET /a -> 200 [abc\r\nHTTP/1.1 ] DONE");
  }

  @Test
  void replyWithoutALengthIsOpenUntilItsConnectionEnds() {
    script.visitor(GET).service("HTTP/1.1 200 OK\r\n\r\nabc");

    assertThat(script.toldEveryWay()).containsExactly("GET /a -> 200 [abc] OPEN");
  }

  @Test
  void http10IsFollowed() {
    script
        .visitor("GET /a HTTP/1.0\r\n\r\n")
        .service("HTTP/1.0 200 OK\r\nServer: x\r\n\r\nabc")
        .serviceFinishes();

    List<SeenExchange> seen = script.playedEveryWay();

    assertThat(seen).extracting(Told::line).containsExactly("GET /a -> 200 [abc] DONE");
    assertThat(seen.get(0).request().version()).isEqualTo("HTTP/1.0");
  }

  @Test
  void replyThatBreaksOffIsTold() {
    script
        .visitor(GET)
        .service("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        .serviceFinishes();

    assertThat(script.toldEveryWay())
        .containsExactly("GET /a -> 200 [abc] BROKEN the reply broke off");
  }

  @Test
  void chunkedReplyThatBreaksOffIsTold() {
    script
        .visitor(GET)
        .service("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        .serviceFinishes();

    assertThat(script.toldEveryWay())
        .containsExactly("GET /a -> 200 [abc] BROKEN the reply broke off");
  }

  @Test
  void serviceThatGoesWithoutAReplyIsTold() {
    script.visitor(GET).serviceFinishes();

    assertThat(script.toldEveryWay())
        .containsExactly("GET /a -> none BROKEN the service gave no reply");
  }

  @Test
  void visitorThatFinishesAfterItsRequestStillGetsTheReply() {
    script.visitor(GET).visitorFinishes().service(OK);

    assertThat(script.toldEveryWay()).containsExactly("GET /a -> 200 [abc] DONE");
  }

  @Test
  void visitorThatFinishesInsideItsRequestIsTold() {
    script.visitor("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe").visitorFinishes();

    assertThat(script.toldEveryWay())
        .containsExactly(
            "POST /a [he] -> none BROKEN the visitor ended before the request was whole");
  }

  @Test
  void visitorThatFinishesInsideALaterRequestBreaksThatOneOnly() {
    script
        .visitor(GET + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
        .visitorFinishes()
        .service(OK);

    assertThat(script.toldEveryWay())
        .containsExactly(
            "GET /a -> 200 [abc] DONE",
            "POST /b [he] -> none BROKEN the visitor ended before the request was whole");
  }

  @Test
  void replyToARequestThatBrokeOffIsTold() {
    Script.Watch watch = new Script.Watch(() -> true);
    watch.visitor("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    watch.tap.visitorFinished();

    watch.service("HTTP/1.1 400 Bad\r\nContent-Length: 3\r\n\r\nbad");
    watch.tap.serviceFinished();

    assertThat(watch.lines())
        .containsExactly(
            "POST /b [he] -> 400 [bad] BROKEN the visitor ended before the request was whole");
    assertThat(watch.traffic.exchanges().total()).isEqualTo(1);
    assertThat(watch.traffic.exchanges().open()).isZero();
  }

  @Test
  void malformedRequestBehindOthersLeavesTheirRepliesToCome() {
    script.visitor(GET + "no http\r\n\r\n").service(OK);

    assertThat(script.toldEveryWay()).containsExactly("GET /a -> 200 [abc] DONE");
  }

  @Test
  void eachPipelinedRequestIsToldWhatBecameOfIt() {
    script
        .visitor(GET + "GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        .serviceFinishes();

    assertThat(script.toldEveryWay())
        .containsExactly(
            "GET /a -> 200 [abc] BROKEN the reply broke off",
            "GET /b -> none BROKEN the service gave no reply");
  }

  @Test
  void headersThatTheDecoderWouldEditAreToldAsTheyWereSent() {
    script
        .visitor(
            "POST /a HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nhi\r\n0\r\n\r\n"
                + "HEAD /b HTTP/1.1\r\nContent-Length: 00\r\nContent-Length: 00\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");

    List<SeenExchange> seen = script.playedEveryWay();

    assertThat(seen)
        .extracting(Told::line)
        .containsExactly("POST /a [hi] -> 200 DONE", "HEAD /b -> 200 DONE");
    assertThat(seen.get(0).request().headers())
        .containsExactly(
            new Header("Content-Length", "9"), new Header("Transfer-Encoding", "chunked"));
    assertThat(seen.get(1).request().headers())
        .containsExactly(new Header("Content-Length", "00"), new Header("Content-Length", "00"));
    assertThat(seen.get(1).reply().orElseThrow().headers())
        .containsExactly(new Header("Transfer-Encoding", "chunked"));
  }

  @Test
  void malformedReplyEndsTheExchange() {
    script.visitor(GET).service("plain words\r\n\r\n" + OK);

    assertThat(script.playedEveryWay())
        .singleElement()
        .satisfies(seen -> assertThat(seen.course().state()).isEqualTo(Course.State.BROKEN))
        .satisfies(
            seen -> assertThat(seen.course().trouble()).startsWith("the reply is malformed: "))
        .satisfies(seen -> assertThat(seen.reply()).isEmpty());
  }

  @Test
  void malformedChunkEndsTheExchange() {
    script.visitor(GET).service("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc");

    assertThat(script.toldEveryWay())
        .singleElement()
        .asString()
        .startsWith("GET /a -> 200 BROKEN the reply is malformed: ");
  }

  @Test
  void webSocketMessagesAreToldBothWays() {
    script
        .visitor(UPGRADE)
        .service(SWITCHED + "\u0081\u0003hey")
        .visitor("\u0081\u0082\u0001\u0002\u0003\u0004ik") // "hi", masked with 1, 2, 3, 4
        .service("\u0001\u0003abc\u0089\u0001p\u0080\u0002de")
        .visitor("\u008a\u0081\u0000\u0000\u0000\u0000p")
        .service("\u0082\u0002\u0000\u00ff")
        .visitor("\u0088\u0085\u0000\u0000\u0000\u0000\u0003\u00e8bye")
        .serviceFinishes();

    assertThat(script.toldEveryWay())
        .containsExactly(
            "GET /ws -> 101 DONE < TEXT[hey] > TEXT[hi] < PING[p] < TEXT[abcde] > PONG[p]"
                + " < BINARY[\u0000\u00ff] > CLOSE[\u0003\u00e8bye]");
  }

  @Test
  void compressedWebSocketMessagesAreUnpacked() {
    String first = "\u00c1\u000b\u00caH\u00cd\u00c9\u00c9W\u00c8\u0000\u0091\u0000\u0000";
    String second = "\u00c1\u0005\u00ca@0\u0001\u0000"; // refers to the first
    script
        .visitor(UPGRADE)
        .service(
            SWITCHED.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
                + first
                + second);

    assertThat(script.toldEveryWay())
        .containsExactly("GET /ws -> 101 OPEN < TEXT[hello hello] < TEXT[hello hello]5");
  }

  @Test
  void webSocketWithoutACloseFrameIsBrokenByABreak() {
    script.visitor(UPGRADE).service(SWITCHED + "\u0081\u0003hey").breaks();

    assertThat(script.toldEveryWay())
        .containsExactly(
            "GET /ws -> 101 BROKEN the connection broke; no Close frame was sent < TEXT[hey]");
  }

  @Test
  void webSocketWithACloseFrameIsDoneHoweverItsConnectionEnds() {
    script.visitor(UPGRADE).service(SWITCHED + "\u0088\u0002\u0003\u00e8").breaks();

    assertThat(script.toldEveryWay()).containsExactly("GET /ws -> 101 DONE < CLOSE[\u0003\u00e8]");
  }

  @Test
  void webSocketThatEndsInOrderIsDoneButTheMissingCloseFrameIsTold() {
    script.visitor(UPGRADE).service(SWITCHED + "\u0081\u0003hey").serviceFinishes().breaks();

    assertThat(script.toldEveryWay())
        .containsExactly("GET /ws -> 101 DONE no Close frame was sent < TEXT[hey]");
  }

  @Test
  void webSocketThatEndsInsideAMessageIsBroken() {
    script.visitor(UPGRADE).service(SWITCHED + "\u0081\u0003he").serviceFinishes();

    assertThat(script.toldEveryWay())
        .containsExactly(
            "GET /ws -> 101 BROKEN the connection ended inside a message; no Close frame was sent");
  }

  @Test
  void tunnelThatBreaksIsBroken() {
    script
        .visitor("CONNECT b:22 HTTP/1.1\r\nHost: b:22\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\n\r\nSSH-2.0\r\n")
        .breaks();

    assertThat(script.toldEveryWay())
        .containsExactly("CONNECT b:22 -> 200 [SSH-2.0\r\n] BROKEN the connection broke");
  }

  @Test
  void framesBeforeTheUpgradeIsAnsweredAreTold() {
    script
        .visitor(UPGRADE + "\u0081\u0082\u0001\u0002\u0003\u0004ik")
        .visitor("\u0081\u0080\u0000\u0000\u0000\u0000")
        .service(SWITCHED + "\u0081\u0003hey");

    assertThat(script.toldEveryWay())
        .containsExactly("GET /ws -> 101 OPEN > TEXT[hi] > TEXT[] < TEXT[hey]");
  }

  @Test
  void bytesBeforeAConnectIsAnsweredAreToldAsItsBody() {
    script
        .visitor("CONNECT b:22 HTTP/1.1\r\nHost: b:22\r\n\r\nGET / HTTP/1.1\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\n\r\nSSH-2.0\r\n");

    assertThat(script.toldEveryWay())
        .containsExactly("CONNECT b:22 [GET / HTTP/1.1\r\n\r\n] -> 200 [SSH-2.0\r\n] OPEN");
  }

  @Test
  void requestsBehindARefusedUpgradeAreTold() {
    script
        .visitor(GET + UPGRADE + GET + UPGRADE + "GET /c HTTP/1.1\r\nHost: a\r\n\r\n")
        .service(OK + "HTTP/1.1 103 Early Hints\r\n\r\n" + OK + OK + OK)
        .service("HTTP/1.1 204 No Content\r\n\r\n");

    assertThat(script.toldEveryWay())
        .containsExactly(
            "GET /a -> 200 [abc] DONE",
            "GET /ws -> 103 200 [abc] DONE",
            "GET /a -> 200 [abc] DONE",
            "GET /ws -> 200 [abc] DONE",
            "GET /c -> 204 DONE");
  }

  @Test
  void upgradeThatIsRefusedBeforeItsBodyIsWholeHoldsNothing() {
    script
        .visitor(UPGRADE.replace("Host: a", "Content-Length: 5").replace("GET", "POST") + "he")
        .service("HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno")
        .visitor("llo" + GET)
        .service(OK);

    assertThat(script.toldEveryWay())
        .containsExactly("POST /ws [hello] -> 413 [no] DONE", "GET /a -> 200 [abc] DONE");
  }

  @Test
  void tooMuchBeforeAnUpgradeIsAnsweredIsNotHeld() {
    Script.Watch watch = new Script.Watch(() -> true);
    watch.visitor(GET + UPGRADE);

    for (int i = 0; i < 100; i++) {
      watch.visitor("x".repeat(1000));
    }
    watch.service(OK + SWITCHED + "\u0081\u0003hey");
    watch.visitor("\u0081\u0080\u0000\u0000\u0000\u0000");

    assertThat(watch.lines())
        .containsExactly(
            "GET /a -> 200 [abc] DONE",
            "GET /ws -> 101 BROKEN the visitor sent too much before the upgrade was answered");
  }

  @Test
  void bytesOfAnotherProtocolAreToldAsBodies() {
    script
        .visitor("GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
        .service("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nfrom it")
        .visitor("GET / HTTP/1.1\r\n\r\n")
        .serviceFinishes();

    assertThat(script.toldEveryWay())
        .containsExactly("GET /a [GET / HTTP/1.1\r\n\r\n] -> 101 [from it] DONE");
  }

  @Test
  void whatFollowsAnAcceptedConnectIsNoHttp() {
    script
        .visitor("CONNECT b:22 HTTP/1.1\r\nHost: b:22\r\n\r\n")
        .service("HTTP/1.1 200 OK\r\n\r\nSSH-2.0\r\n")
        .visitor("SSH-2.1\r\n");

    assertThat(script.toldEveryWay())
        .containsExactly("CONNECT b:22 [SSH-2.1\r\n] -> 200 [SSH-2.0\r\n] OPEN");
  }

  @Test
  void afterARefusedUpgradeHttpGoesOn() {
    script.visitor(UPGRADE).service(OK).visitor(GET).service(OK);

    assertThat(script.toldEveryWay())
        .containsExactly("GET /ws -> 200 [abc] DONE", "GET /a -> 200 [abc] DONE");
  }

  @Test
  void serverSentEventsAreToldOneByOne() {
    script
        .visitor(GET)
        .service(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "9\r\ndata: a\n\n\r\n"
                + "19\r\nid: 7\r\ndata: b\r\ndata: c\r\r\r\n")
        .service("F\r\n: comment\n\ndata\r\n");

    assertThat(script.playedEveryWay().get(0).frames().kept())
        .extracting(
            each -> each.kind() + " " + new String(each.bytes(), StandardCharsets.ISO_8859_1))
        .containsExactly("EVENT data: a\n", "EVENT id: 7\ndata: b\ndata: c\n", "EVENT : comment\n");
  }

  @Test
  void packedEventsAreNotTold() {
    script
        .visitor(GET)
        .service(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n"
                + "data: a\n\n");

    assertThat(script.playedEveryWay().get(0).frames().kept()).isEmpty();
  }

  @Test
  void buffersStayTheCallers() {
    Script.Watch watch = new Script.Watch(() -> true);
    ByteBuf request = Unpooled.copiedBuffer("skip" + GET, StandardCharsets.ISO_8859_1);
    ByteBuf reply = Unpooled.copiedBuffer("skip" + OK, StandardCharsets.ISO_8859_1);
    request.skipBytes(4);
    reply.skipBytes(4);

    watch.tap.fromVisitor(request);
    watch.tap.fromService(reply);

    assertThat(watch.lines()).containsExactly("GET /a -> 200 [abc] DONE");
    assertThat(request.readerIndex()).isEqualTo(4);
    assertThat(reply.readerIndex()).isEqualTo(4);
    assertThat(request.readableBytes()).isEqualTo(GET.length());
    assertThat(reply.readableBytes()).isEqualTo(OK.length());
    assertThat(request.refCnt()).isEqualTo(1);
    assertThat(reply.refCnt()).isEqualTo(1);
    request.release();
    reply.release();
  }

  @Test
  void spareMemoryOfABufferIsNotWrittenTo() {
    Script.Watch watch = new Script.Watch(() -> true);
    ByteBuf first = Unpooled.buffer(200);
    first.writeCharSequence("GET /a HTTP/1.1\r\nHo", StandardCharsets.ISO_8859_1);

    watch.tap.fromVisitor(first);
    watch.visitor("st: a\r\n\r\n");

    assertThat(watch.lines()).containsExactly("GET /a -> none OPEN");
    assertThat(first.getByte(first.writerIndex())).isZero();
    watch.tap.closed("over");
    first.release();
  }

  @Test
  void nothingIsHeldAfterTheConnection() {
    Script.Watch watch = new Script.Watch(() -> true);
    ByteBuf half = Unpooled.copiedBuffer("GET /a HTTP/1.1\r\nHo", StandardCharsets.ISO_8859_1);
    watch.tap.fromVisitor(half);

    watch.tap.closed("over");

    assertThat(half.refCnt()).isEqualTo(1);
    half.release();
  }

  @Test
  void whatTheServiceSendsAfterItsEndIsNotHeld() {
    Script.Watch watch = new Script.Watch(() -> true);
    ByteBuf late = Unpooled.copiedBuffer(OK, StandardCharsets.ISO_8859_1);
    watch.visitor("GET /a HT");
    watch.tap.serviceFinished();

    watch.tap.fromService(late);
    watch.tap.closed("over");

    assertThat(late.refCnt()).isEqualTo(1);
    late.release();
  }

  @Test
  void switchThatNamesHttpIsASwitchToo() {
    script
        .visitor("GET /a HTTP/1.1\r\nHost: a\r\nUpgrade: HTTP/1.1, x\r\n\r\n")
        .service("HTTP/1.1 101 Switching\r\nUpgrade: HTTP/1.1\r\n\r\nno\nhttp\n\n");

    assertThat(script.toldEveryWay()).containsExactly("GET /a -> 101 [no\nhttp\n\n] OPEN");
  }

  @Test
  void switchThatNobodyAskedForIsMalformed() {
    script
        .visitor(GET)
        .service("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nwords");

    assertThat(script.toldEveryWay())
        .containsExactly(
            "GET /a -> none BROKEN the reply is malformed:"
                + " a change of protocol that nobody asked for");
  }

  @Test
  void requestThatOnlyAServiceWouldTakeIsTold() {
    script
        .visitor(
            "POST  /a b HTTP/1.1\nX-Folded: a\r\n b\nContent-Length: 2, 2\n\nhi"
                + "PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2 \r\nhi\n0\n\n")
        .service(OK + OK);

    List<SeenExchange> seen = script.playedEveryWay();

    assertThat(seen)
        .extracting(Told::line)
        .containsExactly("POST /a b [hi] -> 200 [abc] DONE", "PUT /c [hi] -> 200 [abc] DONE");
    assertThat(seen.get(0).request().header("X-Folded")).contains("a   b");
  }

  @Test
  void framesBehindASwitchWithoutAnAcceptHeaderAreTold() {
    script
        .visitor(UPGRADE)
        .service("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\u0081\u0003hey");

    assertThat(script.toldEveryWay()).containsExactly("GET /ws -> 101 OPEN < TEXT[hey]");
  }
}
