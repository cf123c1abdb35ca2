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
import org.ngrokd.protocol.testing.Ending;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.access.AccessOptions;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.edge.EdgePolicy.Forwarding;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.streams.net.CidrList;

/** Visitors of http tunnels who have finished sending: some wait for the reply, most have gone. */
class LeavingVisitorsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final String GET = "GET / HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n";
  private static final String BEGIN = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n";

  private TestServer server;
  private OldSession session;

  @BeforeEach
  void start(@TempDir Path state) throws IOException {
    server = TestServer.start(options(state));
    session = OldSession.online(server);
    session.tunnel("http+https", "www", 0);
    session.control().expectSplitMessage(); // the answer for https
  }

  @AfterEach
  void stop() throws IOException {
    session.close();
    server.close();
  }

  private static ServerOptions options(Path state) {
    ServerOptions options = TestServer.options(state);
    EdgePolicy usual = EdgePolicy.DEFAULT;
    return new ServerOptions(
        options.domain(),
        options.addresses(),
        options.tls(),
        options.state(),
        new ServerOptions.Policy(
            new EdgePolicy(
                usual.head(),
                usual.idle(),
                usual.minBodyRate(),
                new Forwarding(false, CidrList.NONE),
                false,
                PATIENCE),
            FloodLimits.DEFAULT,
            AccessOptions.DEFAULT));
  }

  private ScriptedPeer started() throws IOException {
    ScriptedPeer proxy = session.proxy();
    proxy.expectSplitMessage();
    proxy.expectStream(GET);
    return proxy;
  }

  private static void say(ScriptedPeer proxy, String text) throws IOException {
    proxy.socket().writeStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void theServiceIsToldThatAVisitorHasGoneWhoWaitsForNothing() throws Exception {
    try (Visitor visitor = server.visitor()) {
      visitor.send(GET);
      try (ScriptedPeer proxy = started()) {
        visitor.leave();

        assertThat(proxy.expectClosed()).isEqualTo(Ending.RESET);
      }
    }
  }

  @Test
  void theSameInTheMiddleOfAReplyThatHasFallenSilent() throws Exception {
    try (Visitor visitor = server.visitor()) {
      visitor.send(GET);
      try (ScriptedPeer proxy = started()) {
        say(proxy, BEGIN + "begun ");
        visitor.expect(BEGIN + "begun ");
        visitor.leave();

        assertThat(proxy.expectClosed()).isEqualTo(Ending.RESET);
      }
    }
  }

  @Test
  void theSameByHttps() throws Exception {
    try (ScriptedPeer visitor = server.secureVisitor()) {
      visitor.socket().writeRecord(GET);
      try (ScriptedPeer proxy = started()) {
        visitor.socket().sendCloseNotify();
        visitor.socket().shutdownOutputTcp();

        assertThat(proxy.expectClosed()).isEqualTo(Ending.RESET);
      }
    }
  }

  @Test
  void aReplyThatGoesOnReachesWhoHasOnlyFinishedSending() throws Exception {
    try (Visitor visitor = server.visitor()) {
      visitor.send(GET);
      visitor.finish();
      try (ScriptedPeer proxy = started()) {
        say(proxy, BEGIN);
        for (int i = 0; i < 20; i++) { // longer in all than the service may be silent
          proxy.expectNothing(PATIENCE.dividedBy(10));
          say(proxy, "x");
        }

        assertThat(visitor.readToEnd()).isEqualTo(BEGIN + "x".repeat(20));
      }
    }
  }

  @Test
  void aVisitorOfATcpTunnelWhoLeavesWithItsReplyFreesTheProxyConnectionAtOnce() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    for (int i = 0; i < 50; i++) {
      try (Visitor visitor = Visitor.connect(port)) {
        visitor.send("question");
        try (ScriptedPeer proxy = session.proxy()) {
          proxy.expectSplitMessage();
          proxy.expectStream("question");
          say(proxy, "answer");
          visitor.expect("answer");
          visitor.leave();

          assertThat(proxy.expectClosed(Duration.ofSeconds(5))).isEqualTo(Ending.CLOSE_NOTIFY);
        }
      }
    }
  }

  /** The client is not there yet: for that it may take longer than the service may be silent. */
  @Test
  void whoHasFinishedBeforeThereIsAWayIsGivenItsPatienceFromThenOn() throws Exception {
    try (Visitor visitor = server.visitor()) {
      visitor.send(GET);
      visitor.finish();
      session.control().expectSplitMessage(); // it is asked
      session.control().expectSplitMessage(); // and after a second again
      session.control().expectNothing(Duration.ofMillis(300));
      try (ScriptedPeer proxy = started()) {
        say(proxy, BEGIN + "x".repeat(20));

        assertThat(visitor.readToEnd()).isEqualTo(BEGIN + "x".repeat(20));
      }
    }
  }

  @Test
  void aVisitorOfATcpTunnelWhoHasFinishedDoesNotWaitForLong() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send("question");
      visitor.finish();

      visitor.expectReset();
    }
  }
}
