package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.Ending;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;

/** Requests of one connection, each judged on its own, with a 1.7 client behind the tunnels. */
@SuppressWarnings("StringConcatToTextBlock") // the carriage returns are to be seen
class HttpEdgeIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String UNAUTHORIZED =
      "HTTP/1.0 401 Not Authorized\r\nWWW-Authenticate: Basic realm=\"ngrok\"\r\n"
          + "Content-Length: 23\r\n\r\nAuthorization required\n";
  private static final String BAD_REQUEST =
      "HTTP/1.0 400 Bad Request\r\nContent-Length: 12\r\n\r\nBad Request\n";

  private TestServer server;
  private OldSession session;

  @BeforeEach
  void start(@TempDir Path state) throws IOException {
    server = TestServer.start(state);
    session = OldSession.online(server);
  }

  @AfterEach
  void stop() throws IOException {
    session.close();
    server.close();
  }

  private static String get(String path, String host) {
    return "GET " + path + " HTTP/1.1\r\nHost: " + host + ".tunnel.example\r\n\r\n";
  }

  private ScriptedPeer started() throws IOException {
    ScriptedPeer proxy = session.proxy();
    assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
    return proxy;
  }

  private static void say(ScriptedPeer proxy, String text) throws IOException {
    proxy.socket().writeStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void requestsOfOneTunnelShareAProxyConnectionAndKeepTheirOrder() throws Exception {
    session.tunnel("http", "www", 0);
    try (Visitor visitor = server.visitor()) {
      visitor.send(get("/1", "www") + get("/2", "www"));
      ScriptedPeer proxy = started();
      proxy.expectStream(get("/1", "www"));
      say(proxy, OK);
      proxy.expectStream(get("/2", "www"));
      say(proxy, "HTTP/1.1 204 No Content\r\n\r\n");

      visitor.expect(OK + "HTTP/1.1 204 No Content\r\n\r\n");

      visitor.send(get("/3", "www"));
      proxy.expectStream(get("/3", "www"));
    }
  }

  @Test
  void requestForAnotherTunnelGetsItsOwnProxyConnection() throws Exception {
    session.tunnel("http", "one", 0);
    session.tunnel("http", "two", 0);
    try (Visitor visitor = server.visitor()) {
      visitor.send(get("/1", "one") + get("/2", "two"));
      ScriptedPeer first = started();
      first.expectStream(get("/1", "one"));
      say(first, OK);
      ScriptedPeer second = started();

      second.expectStream(get("/2", "two"));
      say(second, OK);

      visitor.expect(OK + OK);
    }
  }

  @Test
  void secondRequestNeedsThePasswordToo() throws Exception {
    session.tunnel(
        "{\"Type\":\"ReqTunnel\",\"Payload\":{\"Protocol\":\"http\",\"Subdomain\":\"www\","
            + "\"HttpAuth\":\"user:secret\"}}");
    String login =
        Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
    String authorized =
        "GET / HTTP/1.1\r\nHost: www.tunnel.example\r\nAuthorization: Basic " + login + "\r\n\r\n";
    try (Visitor visitor = server.visitor()) {
      visitor.send(authorized + get("/secret", "www"));
      ScriptedPeer proxy = started();
      proxy.expectStream(authorized);
      say(proxy, OK);

      assertThat(visitor.readToEnd()).isEqualTo(OK + UNAUTHORIZED);
      assertThat(proxy.expectClosed()).isEqualTo(Ending.CLOSE_NOTIFY);
    }
  }

  @Test
  void nothingOfABadSecondRequestReachesTheService() throws Exception {
    session.tunnel("http", "www", 0);
    try (Visitor visitor = server.visitor()) {
      visitor.send(get("/1", "www") + "GET /2 HTTP/1.1\r\nHost : www.tunnel.example\r\n\r\n");
      ScriptedPeer proxy = started();
      proxy.expectStream(get("/1", "www"));
      say(proxy, OK);

      assertThat(visitor.readToEnd()).isEqualTo(OK + BAD_REQUEST);
      assertThat(proxy.expectClosed()).isEqualTo(Ending.CLOSE_NOTIFY);
    }
  }

  @Test
  void whatFollowsAnAcceptedUpgradeIsOpaque() throws Exception {
    session.tunnel("http", "www", 0);
    String upgrade =
        "GET /ws HTTP/1.1\r\nHost: www.tunnel.example\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\n\r\n";
    String switching =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    try (Visitor visitor = server.visitor()) {
      visitor.send(upgrade + "\0early\n\n");
      ScriptedPeer proxy = started();
      proxy.expectStream(upgrade);
      say(proxy, switching + "\0hello");

      proxy.expectStream("\0early\n\n");
      visitor.expect(switching + "\0hello");
      visitor.send("more");
      proxy.expectStream("more");
    }
  }

  @Test
  void whatFollowsARefusedUpgradeIsTheNextRequest() throws Exception {
    session.tunnel("http", "www", 0);
    String upgrade =
        "GET /ws HTTP/1.1\r\nHost: www.tunnel.example\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\n\r\n";
    try (Visitor visitor = server.visitor()) {
      visitor.send(upgrade + "\0early\n\n");
      ScriptedPeer proxy = started();
      proxy.expectStream(upgrade);
      say(proxy, OK);

      assertThat(visitor.readToEnd()).isEqualTo(OK + BAD_REQUEST);
      assertThat(proxy.expectClosed()).isEqualTo(Ending.CLOSE_NOTIFY);
    }
  }

  @Test
  void chunkedBodiesEndWhereTheirLastChunkEnds() throws Exception {
    session.tunnel("http", "www", 0);
    String chunked =
        "POST / HTTP/1.1\r\nHost: www.tunnel.example\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5;a=b\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n";
    String reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    try (Visitor visitor = server.visitor()) {
      visitor.send(chunked + get("/2", "www"));
      ScriptedPeer proxy = started();
      proxy.expectStream(chunked);
      say(proxy, reply);
      proxy.expectStream(get("/2", "www"));
      say(proxy, OK);

      visitor.expect(reply + OK);
    }
  }

  @Test
  void unclearReplyIsNotPassedOn() throws Exception {
    session.tunnel("http", "www", 0);
    try (Visitor visitor = server.visitor()) {
      visitor.send(get("/", "www"));
      say(started(), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");

      assertThat(visitor.readToEnd())
          .startsWith("HTTP/1.0 502 Bad Gateway\r\n")
          .endsWith("the reply of the local service is malformed\n");
    }
  }
}
