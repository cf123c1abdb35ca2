package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Seeds;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.testing.CapturedLog;

/** What comes by on the internet: scanners and mistakes. */
class JunkIT {
  private static final String HALF_A_HELLO =
      "16030100c8010000c40303a5b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e";

  private static final Random RANDOM = Seeds.random();

  static Stream<Arguments> junk() {
    return Stream.of("tunnel", "http", "https")
        .flatMap(
            port ->
                Stream.of(
                    Arguments.of(port, "nothing", new byte[0]),
                    Arguments.of(port, "http", text("GET / HTTP/1.0\r\n\r\n")),
                    Arguments.of(port, "half a head", text("GET / HTTP/1.0\r\nHost: x")),
                    Arguments.of(port, "ssh", text("SSH-2.0-OpenSSH_9.6\r\n")),
                    Arguments.of(port, "random", random(500)),
                    Arguments.of(port, "half a hello", HexFormat.of().parseHex(HALF_A_HELLO))));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** A peer that will send no more is gone long before the 10 s of a slow one. */
  @ParameterizedTest(name = "{1} on the {0} port")
  @MethodSource("junk")
  void junkCostsOneLineAtMostAndTheServerStillServes(
      String port, String what, byte[] bytes, @TempDir Path state) throws Exception {
    try (TestServer server = TestServer.start(state);
        CapturedLog log = CapturedLog.at(Level.INFO)) {
      try (Visitor junk = Visitor.connect(server.address(port))) {
        junk.send(bytes).finish();
        junk.expectGone(8_000);
      }

      List<String> serving = serve(server, log);

      assertThat(serving).as(what).hasSizeLessThanOrEqualTo(1);
      assertThat(serving).noneMatch(line -> line.startsWith("ERROR"));
      assertThat(log.hasStackTrace()).isFalse();
    }
  }

  /** Opens a tunnel and visits it; returns the lines that are about something else. */
  private static List<String> serve(TestServer server, CapturedLog log) throws Exception {
    try (OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      session.tunnel("http", "www", 0);
      try (Visitor visitor = server.visitor()) {
        visitor.send("GET / HTTP/1.0\r\nHost: www.tunnel.example\r\n\r\n");
        assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
      }
    }
    server.close();
    List<String> usual =
        Arrays.asList("New control", "Registered", "closing", "Closing", "Stopped", "Cutting");
    return log.lines().stream().filter(line -> usual.stream().noneMatch(line::contains)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"not TLS", "wrong first message", "another version", "unknown client"})
  void floodOfOneKindFromOneAddressIsOneLine(String kind, @TempDir Path state) throws Exception {
    try (TestServer server = TestServer.start(state);
        CapturedLog log = CapturedLog.at(Level.INFO)) {
      for (int i = 0; i < 5; i++) {
        send(server, kind, "\u001b[2J" + "9".repeat(10_000));
      }

      assertThat(log.lines()).as(kind).singleElement().asString().hasSizeLessThan(400);
      assertThat(log.lines().get(0)).doesNotContain("\u001b");
      assertThat(log.lines().get(0)).contains("(peer 127.0.0.1:");
    }
  }

  private static void send(TestServer server, String kind, String field) throws Exception {
    if (kind.equals("not TLS")) {
      try (Visitor junk = Visitor.connect(server.address("tunnel"))) {
        junk.send("GET / HTTP/1.0\r\n\r\n");
        junk.expectGone(8_000);
      }
      return;
    }
    String json = field.replace("\u001b", "\\u001b");
    try (OldClient client = server.client();
        ScriptedPeer peer = client.connect()) {
      peer.sendSplit(
          switch (kind) {
            case "another version" ->
                "{\"Type\":\"Auth\",\"Payload\":{\"Version\":\"" + json + "\"}}";
            case "unknown client" ->
                "{\"Type\":\"RegProxy\",\"Payload\":{\"ClientId\":\"" + json + "\"}}";
            default -> "{\"Type\":\"Ping\",\"Payload\":{}}";
          });
      if (kind.equals("another version")) {
        assertThat(peer.expectSplitMessage()).contains("AuthResp").hasSizeLessThan(400);
      }
      peer.expectTcpClosed(ScriptedPeer.PATIENCE);
    }
  }
}
