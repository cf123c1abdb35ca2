package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.edge.EdgePolicy.HeadLimits;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.testing.TestHellos;

/** What visitors do, as it is told to who listens. */
@SuppressWarnings("StringConcatToTextBlock") // the carriage returns are to be seen
class EdgeEventsIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration HEAD_TIME = Duration.ofSeconds(5);
  private static final int LONGEST_HEAD = 1000;

  private final RecordedVisits visits = new RecordedVisits();
  private TestServer server;
  private OldSession session;

  @BeforeEach
  void start(@TempDir Path state) throws IOException {
    server = TestServer.start(options(state), visits);
    session = OldSession.online(server);
  }

  @AfterEach
  void stop() throws IOException {
    session.close();
    server.close();
  }

  private static ServerOptions options(Path state) {
    ServerOptions usual = TestServer.options(state);
    EdgePolicy edge = usual.policy().edge();
    HeadLimits head = new HeadLimits(LONGEST_HEAD, edge.head().lines(), HEAD_TIME);
    return new ServerOptions(
        usual.domain(),
        usual.addresses(),
        usual.tls(),
        usual.state(),
        new ServerOptions.Policy(
            new EdgePolicy(head, edge.idle(), edge.minBodyRate(), edge.forwarding(), false),
            usual.policy().floods(),
            usual.policy().access()));
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n";
  }

  private ScriptedPeer started() throws IOException {
    ScriptedPeer proxy = session.proxy();
    assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
    return proxy;
  }

  private static void say(ScriptedPeer proxy, String text) throws IOException {
    proxy.socket().writeStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String bytes(String in, String out) {
    return " " + in.length() + " " + out.length() + " ";
  }

  private static String denying(String protocol) {
    return "{\"Type\":\"ReqTunnel\",\"Payload\":{\"Protocol\":\""
        + protocol
        + "\",\"Subdomain\":\"www\",\"DenyCidrs\":[\"127.0.0.0/8\"]}}";
  }

  @Test
  void requestIsAskedJudgedJoinedAnsweredAndEnds() throws Exception {
    String url = session.tunnel("http", "www", 0);
    try (Visitor visitor = server.visitor()) {
      visitor.send(get("/"));
      ScriptedPeer proxy = started();
      proxy.expectStream(get("/"));
      say(proxy, OK);
      visitor.expect(OK);
    }

    assertThat(visits.nextToTheEnd())
        .containsExactly(
            "opened http",
            "asked GET /",
            "judged " + url,
            "joined",
            "answered 200",
            "request" + bytes(get("/"), OK) + "FINISHED",
            "ended" + bytes(get("/"), OK) + "FINISHED");
  }

  @Test
  void requestsOfOneConnectionAreToldOneAfterTheOther() throws Exception {
    String url = session.tunnel("http", "www", 0);
    String post = "POST /2 HTTP/1.1\r\nHost: www.tunnel.example\r\nContent-Length: 5\r\n\r\nhello";
    String created = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";
    try (Visitor visitor = server.visitor()) {
      visitor.send(get("/1") + post);
      ScriptedPeer proxy = started();
      proxy.expectStream(get("/1"));
      say(proxy, OK);
      proxy.expectStream(post);
      say(proxy, "HTTP/1.1 100 Continue\r\n\r\n" + created);
      visitor.expect(OK + "HTTP/1.1 100 Continue\r\n\r\n" + created);
    }

    String second = "HTTP/1.1 100 Continue\r\n\r\n" + created;
    assertThat(visits.nextToTheEnd())
        .containsExactly(
            "opened http",
            "asked GET /1",
            "judged " + url,
            "joined",
            "answered 200",
            "request" + bytes(get("/1"), OK) + "FINISHED",
            "asked POST /2",
            "judged " + url,
            "joined",
            "answered 201",
            "request" + bytes(post, second) + "FINISHED",
            "ended" + bytes(get("/1") + post, OK + second) + "FINISHED");
  }

  @Test
  void ownAnswerIsARefusalWithItsStatus() throws Exception {
    String page;
    try (Visitor visitor = server.visitor()) {
      page = visitor.send(get("/")).readToEnd();
    }

    assertThat(page).startsWith("HTTP/1.0 404 ");
    assertThat(visits.nextToTheEnd())
        .containsExactly(
            "opened http",
            "asked GET /",
            "refused NO_TUNNEL 404",
            "request" + bytes(get("/"), page) + "FINISHED",
            "ended" + bytes(get("/"), page) + "FINISHED");
  }

  @Test
  void whoMustNotComeInIsRefusedByAddress() throws Exception {
    session.tunnel(denying("http"));
    int port = OldSession.port(session.tunnel(denying("tcp")));
    try (Visitor http = server.visitor()) {
      http.send(get("/")).readToEnd();
    }
    assertThat(visits.nextToTheEnd()).contains("refused ADDRESS 403");

    try (Visitor tcp = Visitor.connect(port)) {
      tcp.expectReset();
    }
    assertThat(visits.nextToTheEnd())
        .containsExactly("opened tcp", "refused ADDRESS 0", "ended 0 0 CUT");
  }

  @Test
  void headThatIsNoneIsRefusedWithoutHavingBeenAsked() throws Exception {
    String large = get("/" + "x".repeat(LONGEST_HEAD));
    try (Visitor visitor = server.visitor()) {
      visitor.send(large).readToEnd();
    }
    assertThat(visits.nextToTheEnd())
        .startsWith("opened http", "refused LARGE_HEAD 400")
        .hasSize(3);

    try (Visitor visitor = server.visitor()) {
      visitor.send("nonsense\r\n\r\n").readToEnd();
    }
    assertThat(visits.nextToTheEnd())
        .startsWith("opened http", "refused BAD_REQUEST 400")
        .hasSize(3);
  }

  @Test
  void headThatDoesNotComeInTimeIsRefusedWithoutAnAnswer() throws Exception {
    try (Visitor silent = server.visitor()) {
      assertThat(silent.readToEnd()).isEmpty();
    }
    assertThat(visits.nextToTheEnd())
        .containsExactly("opened http", "refused SLOW_HEAD 0", "ended 0 0 CUT");

    try (Visitor slow = server.visitor()) {
      assertThat(slow.send("GET /").readToEnd()).isEmpty();
    }
    assertThat(visits.nextToTheEnd())
        .containsExactly("opened http", "refused SLOW_HEAD 0", "ended 5 0 CUT");
  }

  @Test
  void upgradeLastsUntilTheConnectionEnds() throws Exception {
    String url = session.tunnel("http", "www", 0);
    String upgrade =
        "GET /ws HTTP/1.1\r\nHost: www.tunnel.example\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\n\r\n";
    String switching =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    try (Visitor visitor = server.visitor()) {
      visitor.send(upgrade + "hello");
      ScriptedPeer proxy = started();
      proxy.expectStream(upgrade);
      say(proxy, switching + "bye");
      proxy.expectStream("hello");
      proxy.socket().sendCloseNotify();
      assertThat(visitor.readToEnd()).isEqualTo(switching + "bye");
    }

    assertThat(visits.nextToTheEnd())
        .containsExactly(
            "opened http",
            "asked GET /ws",
            "judged " + url,
            "joined",
            "answered 101",
            "upgraded",
            "request" + bytes(upgrade + "hello", switching + "bye") + "FINISHED",
            "ended" + bytes(upgrade + "hello", switching + "bye") + "FINISHED");
  }

  @Test
  void visitorWhoLeavesInTheMiddleOfAReplyHasLeft() throws Exception {
    session.tunnel("http", "www", 0);
    String begun = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nbegun";
    try (Visitor visitor = server.visitor()) {
      visitor.send(get("/"));
      ScriptedPeer proxy = started();
      proxy.expectStream(get("/"));
      say(proxy, begun);
      visitor.expect(begun);
      visitor.reset();
    }

    assertThat(visits.nextToTheEnd())
        .endsWith(
            "answered 200",
            "request" + bytes(get("/"), begun) + "VISITOR_LEFT",
            "ended" + bytes(get("/"), begun) + "VISITOR_LEFT");
  }

  @Test
  void serviceThatBreaksOffHasBroken() throws Exception {
    session.tunnel("http", "www", 0);
    String begun = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nbegun";
    try (Visitor visitor = server.visitor()) {
      visitor.send(get("/"));
      ScriptedPeer proxy = started();
      proxy.expectStream(get("/"));
      say(proxy, begun);
      visitor.expect(begun);
      proxy.socket().reset();
      visitor.expectGone(10_000);
    }

    assertThat(visits.nextToTheEnd())
        .endsWith(
            "answered 200",
            "request" + bytes(get("/"), begun) + "SERVICE_BROKE",
            "ended" + bytes(get("/"), begun) + "SERVICE_BROKE");
  }

  @Test
  void replyThatIsTooShortIsABreakAndOneToTheEndIsNot() throws Exception {
    session.tunnel("http", "www", 0);
    String tooShort = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nbegun";
    String toTheEnd = "HTTP/1.0 200 OK\r\n\r\nwhole";
    for (String reply : new String[] {tooShort, toTheEnd}) {
      try (Visitor visitor = server.visitor()) {
        visitor.send(get("/"));
        ScriptedPeer proxy = started();
        proxy.expectStream(get("/"));
        say(proxy, reply);
        proxy.socket().sendCloseNotify();
        assertThat(visitor.readToEnd()).isEqualTo(reply);
      }
    }

    assertThat(visits.nextToTheEnd())
        .contains("request" + bytes(get("/"), tooShort) + "SERVICE_BROKE");
    assertThat(visits.nextToTheEnd()).contains("request" + bytes(get("/"), toTheEnd) + "FINISHED");
  }

  @Test
  void replyThatMakesNoSenseIsRefusedInItsPlace() throws Exception {
    String url = session.tunnel("http", "www", 0);
    try (Visitor visitor = server.visitor()) {
      visitor.send(get("/"));
      say(started(), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
      assertThat(visitor.readToEnd()).startsWith("HTTP/1.0 502 ");
    }

    assertThat(visits.nextToTheEnd())
        .startsWith(
            "opened http", "asked GET /", "judged " + url, "joined", "refused BAD_REPLY 502")
        .hasSize(7);
  }

  @Test
  void tcpVisitorIsJoinedWithoutBeingAsked() throws Exception {
    String url = session.tunnel("tcp", "", 0);
    try (Visitor visitor = Visitor.connect(OldSession.port(url))) {
      visitor.send("question");
      ScriptedPeer proxy = started();
      proxy.expectStream("question");
      say(proxy, "answer");
      proxy.socket().sendCloseNotify();
      assertThat(visitor.readToEnd()).isEqualTo("answer");
    }

    assertThat(visits.nextToTheEnd())
        .containsExactly("opened tcp", "judged " + url, "joined", "ended 8 6 FINISHED");
  }

  @Test
  void whoBreaksATcpConnectionIsTold() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send("question");
      started().expectStream("question");
      visitor.reset();
    }
    assertThat(visits.nextToTheEnd()).endsWith("joined", "ended 8 0 VISITOR_LEFT");

    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send("question");
      ScriptedPeer proxy = started();
      proxy.expectStream("question");
      proxy.socket().reset();
      visitor.expectGone(10_000);
    }
    assertThat(visits.nextToTheEnd()).endsWith("joined", "ended 8 0 SERVICE_BROKE");
  }

  @Test
  void tcpVisitorWhoLeavesBeforeThereIsAWayHasLeft() throws Exception {
    String url = session.tunnel("tcp", "", 0);
    try (Visitor visitor = Visitor.connect(OldSession.port(url))) {
      session.control().expectSplitMessage(); // a way is asked for
      visitor.reset();
    }

    assertThat(visits.nextToTheEnd())
        .containsExactly("opened tcp", "judged " + url, "ended 0 0 VISITOR_LEFT");
  }

  @Test
  void tlsVisitorComesToTheHttpsListener() throws Exception {
    String url = session.tunnel("tls", "nas", 0);
    byte[] hello = TestHellos.naming("nas." + TestServer.DOMAIN);
    try (Visitor visitor = Visitor.connect(server.address("https"))) {
      visitor.send(hello);
      ScriptedPeer proxy = started();
      assertThat(proxy.socket().readFully(hello.length, ScriptedPeer.PATIENCE)).isEqualTo(hello);
      say(proxy, "answer");
      proxy.socket().sendCloseNotify();
      assertThat(visitor.readToEnd()).isEqualTo("answer");
    }

    assertThat(visits.nextToTheEnd())
        .containsExactly(
            "opened https", "judged " + url, "joined", "ended " + hello.length + " 6 FINISHED");
  }

  @Test
  void httpsIsCountedInsideOfTls() throws Exception {
    String url = session.tunnel("https", "www", 0);
    try (ScriptedPeer visitor = server.secureVisitor()) {
      visitor.socket().writeRecord(get("/"));
      ScriptedPeer proxy = started();
      proxy.expectStream(get("/"));
      say(proxy, OK);
      visitor.expectStream(OK);
      visitor.socket().sendCloseNotify();
      visitor.expectClosed();
    }

    assertThat(visits.nextToTheEnd())
        .containsExactly(
            "opened https",
            "asked GET /",
            "judged " + url,
            "joined",
            "answered 200",
            "request" + bytes(get("/"), OK) + "FINISHED",
            "ended" + bytes(get("/"), OK) + "FINISHED");
  }
}
