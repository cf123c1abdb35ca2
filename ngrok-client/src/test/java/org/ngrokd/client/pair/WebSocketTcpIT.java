package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.config.TrafficRules;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.testing.Visitor;

/** WebSockets of visitors before services that speak bare TCP. */
class WebSocketTcpIT {
  private static final UpstreamOptions CONVERTED = UpstreamOptions.NONE.withWebSockets(true);
  private static final String UPGRADE =
      "GET / HTTP/1.1\r\nHost: web.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String OPENED =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final Pair pair = Pair.start();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    pair.close();
  }

  private static Visitor opened(RuledTunnel tunnel) throws IOException {
    Visitor visitor = tunnel.visitor();
    visitor.send(UPGRADE + "\r\n").expect(OPENED);
    return visitor;
  }

  /** A frame as visitors send it: masked. */
  private static byte[] frame(int first, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    byte[] mask = {1, 2, 3, 4};
    frame.write(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i % 4]);
    }
    return frame.toByteArray();
  }

  private static byte[] frame(int first, String payload) throws IOException {
    return frame(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** The next frame that the visitor gets: its first byte, and what is inside. */
  private static String got(Visitor visitor) throws IOException {
    DataInputStream in = new DataInputStream(visitor.in());
    int first = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
    return Integer.toHexString(first)
        + " "
        + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  @Test
  void messagesBecomeBytesAndBytesMessages() throws Exception {
    byte[] sent = new byte[3_000_000];
    new Random(1).nextBytes(sent);
    try (LocalService echo = LocalService.echo();
        RuledTunnel tunnel = RuledTunnel.with(pair, echo.address(), CONVERTED);
        Visitor visitor = opened(tunnel)) {
      LocalService.run("sender", () -> send(visitor, sent));

      ByteArrayOutputStream came = new ByteArrayOutputStream();
      for (String frame = got(visitor); frame.startsWith("82 "); frame = got(visitor)) {
        came.writeBytes(frame.substring(3).getBytes(StandardCharsets.ISO_8859_1));
      }

      assertThat(came.size()).isEqualTo(sent.length);
      assertThat(Arrays.mismatch(came.toByteArray(), sent)).isNegative();
    }
  }

  /** In pieces of many sizes, some of them parts of one message; then the end. */
  private static void send(Visitor visitor, byte[] bytes) {
    try {
      int size = 1;
      for (int from = 0; from < bytes.length; from += size) {
        size = Math.min(bytes.length - from, size % 30_000 * 2 + 1);
        int first = from == 0 ? 0x02 : from + size == bytes.length ? 0x80 : 0x00;
        visitor.send(frame(first, Arrays.copyOfRange(bytes, from, from + size)));
      }
      visitor.send(frame(0x88, new byte[0]));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void subprotocolThatMeansBytesIsChosenOrElseTheFirst() throws Exception {
    try (LocalService echo = LocalService.echo();
        RuledTunnel tunnel = RuledTunnel.with(pair, echo.address(), CONVERTED)) {
      for (String[] each : new String[][] {{"chat, binary", "binary"}, {"x, y", "x"}}) {
        try (Visitor visitor = tunnel.visitor()) {
          visitor.send(UPGRADE + "Sec-WebSocket-Protocol: " + each[0] + "\r\n\r\n");
          assertThat(LocalService.head(visitor.in()))
              .contains("\r\nSec-WebSocket-Protocol: " + each[1] + "\r\n");
        }
      }
    }
  }

  @Test
  void textFragmentsAndControlFramesBetweenThemAreUnderstood() throws Exception {
    try (LocalService echo = LocalService.echo();
        RuledTunnel tunnel = RuledTunnel.with(pair, echo.address(), CONVERTED);
        Visitor visitor = opened(tunnel)) {
      visitor.send(frame(0x01, "he")).send(frame(0x89, "ping")).send(frame(0x80, "llo"));

      StringBuilder data = new StringBuilder();
      StringBuilder pongs = new StringBuilder();
      while (data.length() < 5) {
        String frame = got(visitor);
        (frame.startsWith("8a ") ? pongs : data).append(frame.substring(3));
      }
      assertThat(data).hasToString("hello");
      assertThat(pongs).hasToString("ping");
    }
  }

  @Test
  void serviceThatSpeaksFirstIsHeard() throws Exception {
    try (LocalService banner =
            LocalService.with(
                connection -> {
                  connection
                      .getOutputStream()
                      .write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
                  connection.getInputStream().read();
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, banner.address(), CONVERTED);
        Visitor visitor = opened(tunnel)) {
      assertThat(got(visitor)).isEqualTo("82 SSH-2.0-x\r\n");
    }
  }

  /** What it says behind the visitor's end arrives: half-close. */
  @Test
  void visitorsCloseIsTheEndForTheServiceWhichMayStillAnswer() throws Exception {
    try (LocalService service =
            LocalService.with(
                connection -> {
                  byte[] all = connection.getInputStream().readAllBytes();
                  connection.getOutputStream().write("got ".getBytes(StandardCharsets.US_ASCII));
                  connection.getOutputStream().write(all);
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), CONVERTED);
        Visitor visitor = opened(tunnel)) {
      visitor.send(frame(0x82, "abc")).send(frame(0x88, new byte[] {0x0b, (byte) 0xb8}));

      StringBuilder data = new StringBuilder();
      String frame = got(visitor);
      while (frame.startsWith("82 ")) {
        data.append(frame.substring(3));
        frame = got(visitor);
      }
      assertThat(data).hasToString("got abc");
      assertThat(frame).isEqualTo("88 \u000b\u00b8"); // 3000, as the visitor said
      assertThat(visitor.in().read()).isNegative();
    }
  }

  private static void silence(CountDownLatch over, long millis) throws IOException {
    try {
      var unused = over.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Whatever it says last arrives whole; what says nothing is not waited for. */
  @Test
  void serviceThatGoesOnSpeakingAfterTheVisitorsCloseIsHeardUntilItIsSilent() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (LocalService service =
            LocalService.with(
                connection -> {
                  connection.getInputStream().readAllBytes();
                  for (int i = 0; i < 5; i++) { // longer than it may be silent
                    connection.getOutputStream().write('a' + i);
                    silence(over, i < 4 ? 1_500 : 60_000);
                  }
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), CONVERTED);
        Visitor visitor = opened(tunnel)) {
      visitor.send(frame(0x88, new byte[0]));

      for (String part : List.of("a", "b", "c", "d", "e")) {
        assertThat(got(visitor)).isEqualTo("82 " + part);
      }
      assertThat(got(visitor)).startsWith("88 ");
      assertThat(visitor.in().read()).isNegative();
      over.countDown();
    }
  }

  @Test
  void servicesEndIsACloseFrame() throws Exception {
    try (LocalService service =
            LocalService.with(
                connection -> {
                  connection.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), CONVERTED);
        Visitor visitor = opened(tunnel)) {
      assertThat(got(visitor)).isEqualTo("82 bye");
      assertThat(got(visitor)).isEqualTo("88 \u0003\u00e8");
      visitor.send(frame(0x88, new byte[] {3, (byte) 0xe8}));
      assertThat(visitor.in().read()).isNegative();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a frame that is not masked, 820161",
    "a kind that is unknown, 838001020304",
    "an extension that nobody agreed on, c28001020304",
    "a ping in pieces, 098001020304",
    "the rest of no message, 808001020304",
    "a message in a message, 0280010203048280010203 04",
    "a close with half a code, 888101020304ff",
    "a close with a code that cannot be, 888201020304020702",
  })
  void visitorWhoBreaksTheRulesIsToldAndCut(String what, String hex) throws Exception {
    try (LocalService service =
            LocalService.with(
                connection -> {
                  try {
                    connection.getInputStream().readAllBytes();
                    seen.add("whole");
                  } catch (IOException e) {
                    seen.add("broken");
                  }
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), CONVERTED);
        Visitor visitor = opened(tunnel)) {
      visitor.send(frame(0x82, "x"));
      visitor.send(java.util.HexFormat.of().parseHex(hex.replace(" ", "")));

      assertThat(got(visitor)).as(what).isEqualTo("88 \u0003\u00ea");
      assertThat(visitor.in().read()).isNegative();
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("broken");
    }
  }

  @Test
  void whatIsNoWebSocketIsToldWhatToDo() throws Exception {
    try (LocalService echo = LocalService.echo();
        RuledTunnel tunnel = RuledTunnel.with(pair, echo.address(), CONVERTED)) {
      try (Visitor visitor = tunnel.visitor()) {
        assertThat(visitor.send("GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n").readToEnd())
            .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
            .contains("Upgrade: websocket\r\n")
            .endsWith("connect to this address with a WebSocket client, by ws:// or wss://.\n");
      }
      try (Visitor visitor = tunnel.visitor()) {
        assertThat(visitor.send(UPGRADE.replace(": 13", ": 8") + "\r\n").readToEnd())
            .startsWith("HTTP/1.1 426 ")
            .contains("Sec-WebSocket-Version: 13\r\n");
      }
      try (Visitor visitor = tunnel.visitor()) {
        assertThat(visitor.send(UPGRADE.replace("dGhl", "dGh") + "\r\n").readToEnd())
            .startsWith("HTTP/1.1 400 Bad Request\r\n")
            .contains("Sec-WebSocket-Key");
      }
    }
  }

  @Test
  void serviceThatIsNotThereIsA502() throws Exception {
    try (RuledTunnel tunnel = RuledTunnel.with(pair, LocalService.nobody(), CONVERTED);
        Visitor visitor = tunnel.visitor()) {
      assertThat(visitor.send(UPGRADE + "\r\n").readToEnd()).startsWith("HTTP/1.0 502 Bad Gateway");
    }
  }

  @Test
  void eachSideWaitsForOneThatDoesNotRead() throws Exception {
    AtomicLong written = new AtomicLong();
    try (LocalService service =
            LocalService.with(
                connection -> {
                  byte[] block = new byte[64 * 1024];
                  while (true) { // and never reads
                    connection.getOutputStream().write(block);
                    written.addAndGet(block.length);
                  }
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), CONVERTED);
        Visitor visitor = opened(tunnel)) {
      awaitStandstill(written);

      AtomicLong sent = new AtomicLong();
      byte[] frame = frame(0x82, new byte[60_000]);
      LocalService.run(
          "sender",
          () -> {
            try {
              while (true) {
                visitor.send(frame);
                sent.addAndGet(frame.length);
              }
            } catch (IOException gone) {
              // the test is over
            }
          });
      awaitStandstill(sent);
    }
  }

  private static void awaitStandstill(AtomicLong count) {
    long[] before = {-1};
    await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              boolean isStill = count.get() == before[0];
              before[0] = count.get();
              return isStill;
            });
  }

  private void refused(String why, HttpRules rules, Upstream upstream) {
    assertThatThrownBy(() -> RuledTunnel.with(pair, "127.0.0.1:1", rules, upstream).close())
        .isInstanceOf(UserException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatMakesNoSenseTogetherIsToldWhenTheTunnelIsMade() {
    Upstream converted = Upstream.PLAIN.withOptions(CONVERTED);
    refused("bare TCP", HttpRules.NONE, Upstream.PLAIN.withOptions(CONVERTED.withHttp2(true)));
    refused(
        "leave compression out",
        HttpRules.NONE.withTraffic(TrafficRules.NONE.withCompression(true)),
        converted);
    refused(
        "whatever the path",
        HttpRules.NONE,
        converted.withPaths(
            new PathForwards(List.of(new PathForward("/a", LocalAddress.parse("1"), false)))));
    assertThatThrownBy(
            () ->
                RuledTunnel.with(
                        pair,
                        "tcp",
                        "127.0.0.1:1",
                        TunnelConfig.Options.NONE.withUpstream(converted))
                    .close())
        .isInstanceOf(UserException.class)
        .hasMessage("Tunnel web: WebSockets come to http tunnels: open one for the converter");
  }
}
