package org.ngrokd.client.paths;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.testing.PlayedEnd;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.relay.Relay;

class PathEndTest {
  private static final PathForwards PATHS =
      PathForwards.NONE
          .with(PathForward.parse("/api=8080"))
          .with(PathForward.parse("/old=8081,strip"));

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final PlayedEnd visitor = new PlayedEnd();
  private final PlayedServices services = services(true, visitor);

  private PlayedServices services(boolean areOpened, PlayedEnd from) {
    PlayedServices played = new PlayedServices(channel.eventLoop(), PATHS, areOpened);
    PathEnd end = new PathEnd(channel.eventLoop(), played, ConnectionLog.next(ConnectionType.PRV));
    Relay.join(from, end, MemoryBudget.uncounted(), (one, other) -> {});
    return played;
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n";
  }

  private static String post(String target, String body) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: a.example\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void requestsOfOneConnectionGoToTheServicesOfTheirPaths() {
    visitor.sends(get("/"));
    services.at("").last().sends(OK + "aa");
    visitor.sends(post("/api/users?x=1", "hello"));
    services.at("/api").last().sends(OK + "bb");
    visitor.sends(get("/index.html"));
    services.at("").last().sends(OK + "cc");

    assertThat(visitor.got()).isEqualTo(OK + "aa" + OK + "bb" + OK + "cc");
    assertThat(services.at("").connections).hasSize(1);
    assertThat(services.at("").last().got()).isEqualTo(get("/") + get("/index.html"));
    assertThat(services.at("/api").last().got()).isEqualTo(post("/api/users?x=1", "hello"));
  }

  @Test
  void requestsThatComeAtOnceAreAnsweredInTheirOrderWhereverTheyAreCut() {
    String all = get("/") + post("/api", "hello") + get("/apiary") + get("/old/a");
    for (int cut = 0; cut <= all.length(); cut++) {
      PlayedEnd from = new PlayedEnd();
      PlayedServices to = services(true, from);

      from.sends(all.substring(0, cut));
      from.sends(all.substring(cut));
      to.at("").last().sends(OK + "aa");
      to.at("/api").last().sends(OK + "bb");
      to.at("").last().sends(OK + "cc");
      to.at("/old").last().sends(OK + "dd");

      assertThat(from.got())
          .as("cut at %s", cut)
          .isEqualTo(OK + "aa" + OK + "bb" + OK + "cc" + OK + "dd");
      assertThat(to.at("").last().got()).isEqualTo(get("/") + get("/apiary"));
    }
  }

  @Test
  void nextRequestWaitsForTheReplyBeforeIt() {
    visitor.sends(get("/") + get("/api"));

    assertThat(services.at("/api").connections).isEmpty();
    assertThat(visitor.events()).contains("pause");

    services.at("").last().sends(OK + "aa");
    assertThat(services.at("/api").last().got()).isEqualTo(get("/api"));
    assertThat(visitor.events().get(visitor.events().size() - 1)).isEqualTo("resume");
  }

  @Test
  void prefixIsTakenOffWhereThatIsAskedFor() {
    visitor.sends(
        "GET http://a.example/old/x?y HTTP/1.1\r\n"
            + "Host: a.example\r\n"
            + "X-Forwarded-Prefix: /z\r\n\r\n");

    assertThat(services.at("/old").last().got())
        .isEqualTo(
            "GET http://a.example/x?y HTTP/1.1\r\n"
                + "Host: a.example\r\n"
                + "X-Forwarded-Prefix: /old\r\n\r\n");
  }

  @Test
  void chunkedBodiesGoWhereTheirHeadWent() {
    String chunked =
        "POST /api HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nGET /\r\n0\r\n\r\n";

    visitor.sends(chunked + get("/"));
    services
        .at("/api")
        .last()
        .sends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbb\r\n0\r\n\r\n");

    assertThat(services.at("/api").last().got()).isEqualTo(chunked);
    assertThat(services.at("").last().got()).isEqualTo(get("/"));
  }

  @Test
  void webSocketStaysAtItsService() {
    String upgrade =
        "GET /api/live HTTP/1.1\r\n"
            + "Host: a.example\r\n"
            + "Connection: Upgrade\r\n"
            + "Upgrade: websocket\r\n\r\n";
    visitor.sends(get("/"));
    services.at("").last().sends(OK + "aa");
    visitor.sends(upgrade + "GET / HTTP/1.1\r\n");
    PlayedEnd live = services.at("/api").last();
    assertThat(live.got()).isEqualTo(upgrade);

    live.sends(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhi");
    visitor.sends("more");

    assertThat(live.got()).isEqualTo(upgrade + "GET / HTTP/1.1\r\nmore");
    assertThat(visitor.got()).endsWith("websocket\r\n\r\nhi");
    visitor.finishes();
    assertThat(live.events()).contains("finish");
    live.finishes();
    assertThat(visitor.events()).contains("close").doesNotContain("reset");
  }

  @Test
  void idleServiceThatGoesIsConnectedToAgain() {
    visitor.sends(get("/api"));
    services.at("/api").last().sends(OK + "aa");
    services.at("/api").last().finishes();

    visitor.sends(get("/api"));

    assertThat(services.at("/api").connections).hasSize(2);
    assertThat(services.at("/api").last().got()).isEqualTo(get("/api"));
    assertThat(visitor.events()).doesNotContain("close", "reset", "finish");
  }

  @Test
  void serviceThatIsDownIsToldAndTheOtherIsNot() {
    PlayedEnd from = new PlayedEnd();
    PlayedServices to = services(false, from);
    from.sends(get("/api"));

    to.at("/api").opening.get(0).setFailure(new ConnectException("refused"));
    channel.runPendingTasks();

    assertThat(from.got()).isEqualTo("down");
    assertThat(from.events()).contains("close").doesNotContain("reset");
    assertThat(to.at("").opening).isEmpty();
  }

  @Test
  void wayThatComesAfterTheVisitorHasGoneIsClosed() {
    PlayedEnd from = new PlayedEnd();
    PlayedServices to = services(false, from);
    from.sends(post("/api", "hello"));
    from.goes();

    PlayedEnd late = to.at("/api").there();
    channel.runPendingTasks();

    assertThat(late.events()).containsExactly("reset");
    assertThat(late.got()).isEmpty();
  }

  @Test
  void visitorWhoHasFinishedGetsItsReply() {
    visitor.sends(get("/api"));
    visitor.finishes();
    assertThat(visitor.events()).doesNotContain("close");

    services.at("/api").last().sends(OK + "aa");

    assertThat(visitor.got()).isEqualTo(OK + "aa");
    assertThat(visitor.events()).contains("close");
    assertThat(services.at("/api").last().events()).contains("close");
  }

  @Test
  void requestThatIsCutShortDoesNotLookWhole() {
    visitor.sends("POST /api HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\nhel");
    visitor.finishes();

    assertThat(services.at("/api").last().events()).contains("reset");
  }

  @Test
  void replyThatIsCutShortDoesNotLookWhole() {
    visitor.sends(get("/api"));
    services.at("/api").last().sends(OK + "a");
    services.at("/api").last().finishes();

    assertThat(visitor.got()).isEqualTo(OK + "a");
    assertThat(visitor.events()).contains("reset").doesNotContain("finish");
  }

  @Test
  void replyThatEndsWithItsConnectionEndsTheVisitorsToo() {
    visitor.sends(get("/api"));
    services.at("/api").last().sends("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it");
    services.at("/api").last().finishes();

    assertThat(visitor.got()).endsWith("all of it");
    assertThat(visitor.events()).contains("close").doesNotContain("reset");
  }

  @Test
  void malformedRequestIsRefusedBehindTheRepliesBeforeIt() {
    visitor.sends(get("/api") + "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    services.at("/api").last().sends(OK + "aa");

    assertThat(visitor.got()).startsWith(OK + "aaHTTP/1.0 400 Bad Request\r\n");
    assertThat(visitor.events()).contains("close");
    assertThat(services.at("").connections).isEmpty();
  }

  @Test
  void malformedReplyIsReplaced() {
    visitor.sends(get("/api"));
    services
        .at("/api")
        .last()
        .sends("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");

    assertThat(visitor.got()).isEqualTo("bad reply");
    assertThat(visitor.events()).contains("close");
  }

  @Test
  void serviceThatTakesNoMoreStopsTheVisitor() {
    visitor.sends("POST /api HTTP/1.1\r\nHost: a.example\r\nContent-Length: 500\r\n\r\n");
    PlayedEnd service = services.at("/api").last();

    service.isFull(true);
    assertThat(visitor.events().get(visitor.events().size() - 1)).isEqualTo("pause");
    service.isFull(false);
    assertThat(visitor.events().get(visitor.events().size() - 1)).isEqualTo("resume");
  }

  @Test
  void visitorThatTakesNoMoreStopsTheServiceOfItsRequest() {
    visitor.sends(get("/api"));
    PlayedEnd service = services.at("/api").last();

    visitor.isFull(true);
    service.sends(OK + "a");
    assertThat(service.events().get(service.events().size() - 1)).isEqualTo("pause");
    visitor.isFull(false);
    assertThat(service.events().get(service.events().size() - 1)).isEqualTo("resume");
  }
}
