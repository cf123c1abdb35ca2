package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;

/** What is told of visitors is enough for an access log. */
class AccessLinesIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static String get(String path, String name) {
    return "GET " + path + " HTTP/1.1\r\nHost: " + name + ".tunnel.example\r\n\r\n";
  }

  @Test
  void eachRequestIsALineWithWhoAnsweredAndHowLongItTook(@TempDir Path state) throws Exception {
    AccessLines log = new AccessLines();
    try (TestServer server = TestServer.start(TestServer.options(state), log);
        OldSession session = OldSession.online(server);
        Visitor visitor = server.visitor()) {
      session.tunnel("http", "www", 0);
      visitor.send(get("/1", "www"));
      ScriptedPeer proxy = session.proxy();
      proxy.expectSplitMessage();
      proxy.expectStream(get("/1", "www"));
      proxy.socket().writeStream(OK.getBytes(StandardCharsets.ISO_8859_1));
      visitor.expect(OK);
      int page = visitor.send(get("/2", "nobody")).readToEnd().length();

      await().until(() -> log.lines().size() == 2);
      assertThat(log.lines())
          .containsExactly(
              "127.0.0.1 \"GET /1\" www.tunnel.example: 200 by the service, 40 bytes, FINISHED;"
                  + " joined after 1 s, took 2 s",
              "127.0.0.1 \"GET /2\" no tunnel: 404 by us, NO_TUNNEL, "
                  + page
                  + " bytes, FINISHED; joined after 0 s, took 1 s");
    }
  }
}
