package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.limits.FloodLimits.Clients;
import org.ngrokd.server.limits.FloodLimits.Visitors;
import org.ngrokd.server.testing.CapturedLog;

/** Each limit of the tunnel port and of the public ports, reached. */
class FloodIT {
  private static final String GET = "GET / HTTP/1.0\r\nHost: www.tunnel.example\r\n\r\n";
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @TempDir private Path state = Path.of("");

  private TestServer server(Clients clients, Visitors visitors) {
    return TestServer.start(TestServer.withFloods(state, new FloodLimits(clients, visitors)));
  }

  private TestServer server(Clients clients) {
    return server(clients, Visitors.DEFAULT);
  }

  private static List<String> warnings(CapturedLog log) {
    return log.lines(Level.WARN);
  }

  @Test
  void unknownConnectionTooManyIsClosedWithoutAHandshake() throws Exception {
    try (TestServer server = server(new Clients(50, TEN_SECONDS, 3, 5000, 100));
        CapturedLog log = CapturedLog.at(Level.INFO);
        OldSession known = OldSession.online(server);
        ScriptedPeer proxy = known.proxy();
        Visitor visitor = server.visitor();
        Visitor first = Visitor.connect(server.address("tunnel"));
        Visitor second = Visitor.connect(server.address("tunnel"))) {
      known.tunnel("http", "www", 0);
      visitor.send(GET); // served by the proxy connection, which thus is known
      assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
      await().until(() -> server.server().guard().clients().unauthenticated() == 2);
      try (Visitor third = Visitor.connect(server.address("tunnel"))) {
        await().until(() -> server.server().guard().clients().unauthenticated() == 3);
        try (Visitor fourth = Visitor.connect(server.address("tunnel"));
            Visitor fifth = Visitor.connect(server.address("tunnel"))) {
          fourth.expectGone(8_000);
          fifth.expectGone(8_000);
        }
        third.reset();
      }
      assertThat(warnings(log))
          .singleElement()
          .asString()
          .startsWith("WARN Refused (peer 127.0.0.1:")
          .endsWith(
              "3 connections on the tunnel port have not said who they are, which is the limit"
                  + " (-maxUnauthenticated)");
      known.tunnel("http", "other", 0);
      first.reset();
      await()
          .ignoreException(IOException.class)
          .untilAsserted(() -> OldSession.online(server).close());
      second.reset();
    }
  }

  private static void hangUp(OldSession session) throws IOException {
    session.close();
  }

  @Test
  void controlTooManyOfAnAddressIsToldSoAndOneThatComesBackIsNone() throws Exception {
    try (TestServer server = server(new Clients(2, TEN_SECONDS, 1000, 5000, 100));
        CapturedLog log = CapturedLog.at(Level.INFO);
        OldClient firstClient = server.client();
        OldSession second = OldSession.online(server);
        OldClient third = server.client()) {
      OldSession first = OldSession.online(firstClient, "");
      assertThat(MessageText.field(third.connectAndAuth("", ""), "Error"))
          .isEqualTo(
              "Too many clients at your address: the server allows 2 (its -maxControlsPerIp)");
      assertThat(warnings(log))
          .singleElement()
          .asString()
          .contains("127.0.0.1 has 2 control connections");

      try (OldSession back = OldSession.online(server, second.clientId())) {
        assertThat(back.clientId()).isEqualTo(second.clientId());
        hangUp(first);
        await()
            .ignoreException(AssertionError.class)
            .untilAsserted(() -> OldSession.online(server).close());
      }
    }
  }

  @Test
  void silentClientsAreClosedAndToldOnceForAnAddress() throws Exception {
    try (TestServer server = server(new Clients(50, Duration.ofSeconds(1), 1000, 5000, 100));
        CapturedLog log = CapturedLog.at(Level.INFO);
        Visitor one = Visitor.connect(server.address("tunnel"));
        Visitor two = Visitor.connect(server.address("tunnel"))) {
      one.expectGone(8_000);
      two.expectGone(8_000);

      assertThat(log.lines())
          .filteredOn(line -> line.contains("No first message within 1 s (peer 127.0.0.1:"))
          .singleElement()
          .asString()
          .startsWith("INFO ");
    }
  }

  @Test
  void visitorTooManyToWaitIsAnsweredAtOnce() throws Exception {
    try (TestServer server = server(new Clients(50, TEN_SECONDS, 1000, 1, 100));
        CapturedLog log = CapturedLog.at(Level.INFO);
        OldSession session = OldSession.online(server);
        Visitor waiting = server.visitor();
        Visitor tooMany = server.visitor()) {
      session.tunnel("http", "www", 0);
      waiting.send(GET);
      assertThat(session.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);

      assertThat(tooMany.send(GET).readToEnd()).startsWith("HTTP/1.0 504 ");
      assertThat(warnings(log)).singleElement().asString().contains("-maxWaiting");

      try (ScriptedPeer proxy = session.proxy()) {
        assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
      }
    }
  }

  @Test
  void floodOfMessagesEndsTheControlConnection() throws Exception {
    try (TestServer server = server(new Clients(50, TEN_SECONDS, 1000, 5000, 5));
        CapturedLog log = CapturedLog.at(Level.INFO);
        OldSession session = OldSession.online(server)) {
      try {
        for (int i = 0; i < 2000; i++) {
          session.control().sendJoined(OldSession.PING);
        }
      } catch (IOException closed) {
        assertThat(closed).isNotNull();
      }

      await()
          .untilAsserted(
              () ->
                  assertThat(warnings(log))
                      .singleElement()
                      .asString()
                      .contains("More than 5 messages per second (peer 127.0.0.1:"));
      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .anyMatch(line -> line.contains("closing the control connection")));
    }
  }

  @Test
  void addressHasSoManyPublicConnectionsOverAllListeners() throws Exception {
    try (TestServer server = server(Clients.DEFAULT, new Visitors(3, 0));
        CapturedLog log = CapturedLog.at(Level.INFO);
        OldSession session = OldSession.online(server)) {
      int tcp = OldSession.port(session.tunnel("tcp", "", 0));
      List<Visitor> visitors =
          List.of(
              Visitor.connect(server.address("http")),
              Visitor.connect(server.address("https")),
              Visitor.connect(tcp));
      await().until(() -> server.server().guard().visitors().count() == 3);
      for (int port : List.of(server.port("http"), server.port("https"), tcp)) {
        try (Visitor tooMany = Visitor.connect(port)) {
          tooMany.expectGone(8_000);
        }
      }
      assertThat(warnings(log))
          .singleElement()
          .asString()
          .contains("127.0.0.1 has 3 public connections");

      visitors.get(2).reset();
      await()
          .ignoreException(IOException.class)
          .untilAsserted(
              () -> {
                try (Visitor next = server.visitor()) {
                  assertThat(next.send(GET).readToEnd()).startsWith("HTTP/1.0 404 ");
                }
              });
      for (Visitor each : visitors) {
        each.close();
      }
    }
  }

  @Test
  void allTogetherHaveSoManyPublicConnections() throws Exception {
    try (TestServer server = server(Clients.DEFAULT, new Visitors(0, 2));
        CapturedLog log = CapturedLog.at(Level.INFO);
        Visitor first = server.visitor();
        Visitor second = Visitor.connect(server.address("https"))) {
      await().until(() -> server.server().guard().visitors().count() == 2);
      try (Visitor third = server.visitor()) {
        third.expectGone(8_000);
      }
      assertThat(warnings(log)).singleElement().asString().contains("-maxVisitors");

      second.reset();
      assertThat(first.send(GET).readToEnd()).startsWith("HTTP/1.0 404 ");
      for (int i = 0; i < 20; i++) { // every one gives its place back
        await()
            .ignoreException(IOException.class)
            .untilAsserted(
                () -> {
                  try (Visitor next = server.visitor()) {
                    assertThat(next.send(GET).readToEnd()).startsWith("HTTP/1.0 404 ");
                  }
                });
      }
    }
  }
}
