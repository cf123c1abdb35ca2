package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.limits.FloodLimits.Clients;
import org.ngrokd.server.limits.FloodLimits.Visitors;
import org.ngrokd.server.testing.CapturedLog;

/** What some take of a limit that holds for all, others still get their share of. */
class SharesIT {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final String STRANGER = "127.0.0.2";

  @TempDir private Path state = Path.of("");

  private TestServer server(Clients clients, Visitors visitors) {
    return TestServer.start(TestServer.withFloods(state, new FloodLimits(clients, visitors)));
  }

  private static String get(String name) {
    return "GET / HTTP/1.0\r\nHost: " + name + ".tunnel.example\r\n\r\n";
  }

  @Test
  void silentConnectionsOfOneAddressKeepNoClientOut() throws Exception {
    try (TestServer server = server(new Clients(0, TEN_SECONDS, 100, 0, 0), Visitors.DEFAULT);
        CapturedLog log = CapturedLog.at(Level.INFO);
        Crowd silent = Crowd.connect(STRANGER, server.address("tunnel"), 100)) {
      await().until(() -> server.server().guard().clients().unauthenticated() == 100);
      List<OldSession> sessions = new ArrayList<>();
      for (int i = 0; i < 99; i++) {
        sessions.add(OldSession.online(server));
      }

      assertThat(sessions).hasSize(99);
      assertThat(log.lines(Level.WARN))
          .filteredOn(line -> line.contains("-maxUnauthenticated"))
          .singleElement()
          .asString()
          .contains(STRANGER + " has 100 of the 100 connections on the tunnel port");
      for (OldSession each : sessions) {
        each.close();
      }
      assertThat(silent).isNotNull();
    }
  }

  @Test
  void visitorsOfAMuteClientLetOthersWait() throws Exception {
    try (TestServer server = server(new Clients(50, TEN_SECONDS, 1000, 4, 100), Visitors.DEFAULT);
        CapturedLog log = CapturedLog.at(Level.INFO);
        OldSession mute = OldSession.online(server);
        OldSession other = OldSession.online(server);
        Visitor one = server.visitor();
        Visitor two = server.visitor();
        Visitor three = server.visitor();
        Visitor four = server.visitor();
        Visitor visitor = server.visitor()) {
      mute.tunnel("http", "mute", 0);
      other.tunnel("http", "other", 0);
      for (Visitor each : List.of(one, two, three, four)) {
        each.send(get("mute"));
      }
      await().until(() -> server.server().guard().clients().waiting() == 4);

      visitor.send(get("other"));

      assertThat(one.readToEnd()).startsWith("HTTP/1.0 504 ");
      try (ScriptedPeer proxy = other.proxy()) {
        assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
      }
      assertThat(log.lines(Level.WARN))
          .singleElement()
          .asString()
          .contains("A client at 127.0.0.1 lets 4 of the 4 visitors wait that may (-maxWaiting)");
    }
  }

  @Test
  void quietVisitorOfTheAddressWithMostMakesRoom() throws Exception {
    try (TestServer server = server(Clients.DEFAULT, new Visitors(0, 20));
        CapturedLog log = CapturedLog.at(Level.INFO);
        Crowd quiet = Crowd.connect(STRANGER, server.address("http"), 20)) {
      await().until(() -> server.server().guard().visitors().count() == 20);

      for (int i = 0; i < 10; i++) {
        try (Visitor visitor = server.visitor()) {
          assertThat(visitor.send(get("nobody")).readToEnd()).startsWith("HTTP/1.0 404 ");
        }
      }

      assertThat(quiet).isNotNull();
      assertThat(log.lines(Level.WARN))
          .singleElement()
          .asString()
          .contains(STRANGER + " has 20 of the 20 public connections");
    }
  }

  @Test
  void visitorWhoseRequestIsUnderWayIsNotTheOneToGo() throws Exception {
    try (TestServer server = server(Clients.DEFAULT, new Visitors(0, 3));
        OldSession session = OldSession.online(server);
        Visitor busy = server.visitor();
        ScriptedPeer proxy = session.proxy()) {
      session.tunnel("http", "www", 0);
      busy.send(get("www"));
      assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
      try (Visitor quiet = server.visitor();
          Visitor asQuiet = server.visitor()) {
        await().until(() -> server.server().guard().visitors().count() == 3);

        try (Crowd other = Crowd.connect(STRANGER, server.address("http"), 1)) {
          quiet.expectGone(8_000);
          assertThat(other).isNotNull();
        }
        proxy.socket().writeRecord("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(busy.readToEnd()).endsWith("hi");
        assertThat(asQuiet).isNotNull();
      }
    }
  }

  /** They went away while their client was mute; what comes then is for who is there. */
  @Test
  void visitorsWhoLeftTakeNoConnectionFromOneWhoIsThere() throws Exception {
    try (TestServer server = server(Clients.DEFAULT, Visitors.DEFAULT);
        OldSession session = OldSession.online(server)) {
      session.tunnel("http", "www", 0);
      for (int i = 0; i < 20; i++) {
        try (Visitor impatient = server.visitor()) {
          impatient.send(get("www"));
          await().until(() -> server.server().guard().clients().waiting() == 1);
          impatient.reset();
          await().until(() -> server.server().guard().clients().waiting() == 0);
        }
      }

      try (Visitor visitor = server.visitor()) {
        visitor.send(get("www"));
        await().until(() -> server.server().guard().clients().waiting() == 1);
        try (ScriptedPeer proxy = session.proxy()) {
          String start = proxy.expectSplitMessage();
          assertThat(MessageText.field(start, "ClientAddr")).isEqualTo(visitor.address());
        }
      }
    }
  }

  @Test
  void whoHasFinishedSendingIsNotWaitedForLong() throws Exception {
    try (TestServer server = server(Clients.DEFAULT, Visitors.DEFAULT);
        OldSession session = OldSession.online(server);
        Visitor leaving = server.visitor()) {
      session.tunnel("http", "www", 0);
      leaving.send(get("www"));
      leaving.finish();

      assertThat(leaving.readToEnd()).startsWith("HTTP/1.0 504 ");
      await().until(() -> server.server().guard().clients().waiting() == 0);
    }
  }
}
