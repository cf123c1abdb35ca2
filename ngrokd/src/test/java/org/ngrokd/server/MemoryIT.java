package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.limits.FloodLimits.Clients;
import org.ngrokd.server.limits.FloodLimits.Memory;
import org.ngrokd.server.limits.FloodLimits.Visitors;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.streams.memory.MemoryBudget;

/** What waits in the server because somebody else has not acted, and who has to go for it. */
class MemoryIT {
  private static final int KIB = 1024;

  /** What one address may make the server hold is a quarter of this. */
  private static final int BUDGET = 1024 * KIB;

  private static final String ATTACKER = "127.0.0.2";
  private static final String GET = "GET / HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n";
  private static final String NOT_FOUND = "HTTP/1.0 404 Not Found\r\n";
  private static final String OVERLOADED = "HTTP/1.0 503 Service Unavailable\r\n";

  @TempDir private Path state = Path.of("");

  private final List<Visitor> visitors = new ArrayList<>();

  private TestServer server(Duration stall) {
    return TestServer.start(
        TestServer.withFloods(
            state, new FloodLimits(Clients.DEFAULT, Visitors.DEFAULT, new Memory(BUDGET, stall))));
  }

  private TestServer server() {
    return server(Duration.ofSeconds(60));
  }

  private Visitor attacker(InetSocketAddress where) throws IOException {
    Visitor visitor = Visitor.connect(where, ATTACKER);
    visitors.add(visitor);
    return visitor;
  }

  private static MemoryBudget budget(TestServer server) {
    return server.server().guard().memory().budget();
  }

  private static void expectServed(TestServer server) throws IOException {
    try (Visitor other = server.visitor()) {
      other.send(GET).expect(NOT_FOUND);
    }
  }

  private void leave(TestServer server) throws IOException {
    for (Visitor each : visitors) {
      each.close();
    }
    await().untilAsserted(() -> assertThat(budget(server).used()).isZero());
  }

  private static String head(int bytes) {
    return "GET / HTTP/1.1\r\nHost: www.tunnel.example\r\nX-Long: " + "x".repeat(bytes);
  }

  @Test
  void headsWhoseEndDoesNotComeAreBoundedForAnAddressAndItIsToldSo() throws Exception {
    try (TestServer server = server();
        CapturedLog log = CapturedLog.at(Level.INFO)) {
      for (int i = 0; i < 4; i++) {
        attacker(server.address("http")).send(head(60 * KIB));
      }
      await().until(() -> budget(server).holdings() == 4);
      attacker(server.address("http")).send(head(30 * KIB));

      Visitor cut = visitors.get(0);
      cut.expect(OVERLOADED);
      expectServed(server);
      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines(Level.WARN))
                      .singleElement()
                      .asString()
                      .contains("Cut a connection of 127.0.0.2 that held 6")
                      .contains("above its share of the 1 MiB that may wait"));
      leave(server);
    }
  }

  @Test
  void whatIsSentBehindARequestThatIsNotAnsweredIsBoundedForAnAddress() throws Exception {
    try (TestServer server = server();
        OldSession session = OldSession.online(server)) {
      session.tunnel("http", "mute", 0);
      List<ScriptedPeer> muteProxies = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        muteProxies.add(session.proxy());
        attacker(server.address("http"))
            .send("GET / HTTP/1.1\r\nHost: mute.tunnel.example\r\n\r\n" + "GET /".repeat(12 * KIB));
      }

      await().until(() -> budget(server).used() > BUDGET / 8);
      await()
          .during(Duration.ofMillis(500))
          .until(() -> budget(server).used() <= BUDGET / 4 + 64 * KIB);
      expectServed(server);
      for (ScriptedPeer each : muteProxies) {
        each.close();
      }
      leave(server);
    }
  }

  @Test
  void whoTakesNothingGoesWhenItsAddressNeedsTheRoom() throws Exception {
    try (TestServer server = server(Duration.ofSeconds(1));
        CapturedLog log = CapturedLog.at(Level.INFO);
        OldSession session = OldSession.online(server)) {
      session.tunnel("http", "big", 0);
      List<ScriptedPeer> proxies = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ScriptedPeer proxy = session.proxy();
        proxies.add(proxy);
        attacker(server.address("http")).send("GET / HTTP/1.1\r\nHost: big.tunnel.example\r\n\r\n");
        proxy.expectSplitMessage();
        Thread sender =
            new Thread(
                () -> {
                  try {
                    proxy
                        .socket()
                        .writeStream(ascii("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"));
                    for (int piece = 0; piece < 100; piece++) {
                      proxy.socket().writeStream(ascii("y".repeat(1000 * KIB)));
                    }
                  } catch (IOException | AssertionError gone) {
                    // the server has ended the connection, as it should
                  }
                },
                "sender");
        sender.setDaemon(true);
        sender.start();
      }

      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines(Level.WARN))
                      .anyMatch(line -> line.contains("took nothing for 1 s (-stallTimeout)")));
      expectServed(server);
      leave(server);
      for (ScriptedPeer each : proxies) {
        each.close();
      }
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void recordsWhoseEndDoesNotComeAreCountedOnEveryTlsPort() throws Exception {
    byte[] begun = new byte[4 * KIB];
    begun[0] = 22;
    begun[1] = 3;
    begun[2] = 1;
    begun[3] = 0x3f; // of 16 KiB
    for (String port : List.of("https", "tunnel")) {
      try (TestServer server = server()) {
        attacker(server.address(port)).send(begun);

        await().until(() -> budget(server).used() >= 4 * KIB);
        leave(server);
      }
    }
  }
}
