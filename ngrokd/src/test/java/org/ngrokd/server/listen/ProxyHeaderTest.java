package org.ngrokd.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.PeerAddress;

/** Headers in literal bytes. Source: HAProxy's doc/proxy-protocol.txt. */
class ProxyHeaderTest {
  private static final String V2 = "0d0a0d0a000d0a515549540a";
  private static final String AFTER = "GET / HTTP/1.0\r\n\r\n";
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final FloodReports reports = new FloodReports(new LimitCounters());
  private final VisitorGate gate = new VisitorGate(2, 0, CidrList.NONE, reports);

  /** What the connection's own pipeline saw. */
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  private int activations;

  private final class Inner extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(new Collecting());
    }
  }

  private final class Collecting extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      activations++;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf bytes = (ByteBuf) msg;
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.readBytes(copy);
      bytes.release();
      seen.writeBytes(copy);
    }
  }

  private EmbeddedChannel connection() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    ProxyHeaders all = new ProxyHeaders(true, CidrList.NONE, DEADLINE);
    channel.pipeline().addLast(new VisitorPipeline(() -> all, gate, new Inner()));
    return channel;
  }

  /** A "v1" header as text, or the bytes of a "v2" one behind its signature in hex. */
  private static byte[] bytes(String header) {
    return header.startsWith("PROXY")
        ? (header + "\r\n").getBytes(StandardCharsets.ISO_8859_1)
        : HexFormat.of().parseHex(V2 + header.replace(" ", ""));
  }

  private static byte[] with(byte[] header, String after) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(header);
    all.writeBytes(after.getBytes(StandardCharsets.ISO_8859_1));
    return all.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 203.0.113.7 192.0.2.1 51234 443, 203.0.113.7:51234",
    "PROXY TCP6 2001:db8::7 2001:db8::1 51234 443, [2001:db8::7]:51234",
    "PROXY TCP6 ::ffff:203.0.113.7 2001:db8::1 1 443, 203.0.113.7:1",
    "PROXY UNKNOWN, embedded",
    "PROXY UNKNOWN 203.0.113.7 192.0.2.1 51234 443, embedded",
    // version and command, family, length, source, destination, ports
    "21 11 000c cb007107 c0000201 c822 01bb, 203.0.113.7:51234",
    "21 21 0024 20010db8000000000000000000000007 20010db8000000000000000000000001 c822 01bb,"
        + " [2001:db8::7]:51234",
    // health check of the proxy itself
    "20 00 0000, embedded",
    "20 11 000c cb007107 c0000201 c822 01bb, embedded",
    // unspecified family; UDP
    "21 00 0000, embedded",
    "21 12 000c cb007107 c0000201 c822 01bb, embedded",
    // TLVs: NOOP of 2 bytes, ALPN h2
    "21 11 0016 cb007107 c0000201 c822 01bb 040002 0000 010002 6832, 203.0.113.7:51234",
  })
  void visitorIsWhomTheHeaderNamesWhereverItIsCut(String header, String visitor) {
    byte[] all = with(bytes(header), AFTER);
    for (int cut = 0; cut <= all.length; cut++) {
      seen.reset();
      activations = 0;
      EmbeddedChannel channel = connection();

      channel.writeInbound(Unpooled.copiedBuffer(all, 0, cut));
      channel.writeInbound(Unpooled.copiedBuffer(all, cut, all.length - cut));

      assertThat(PeerAddress.of(channel)).as("cut at %d", cut).isEqualTo(visitor);
      assertThat(seen).as("cut at %d", cut).hasToString(AFTER);
      assertThat(activations).isEqualTo(1);
      assertThat(channel.pipeline().names()).hasSize(2); // ours and the channel's own
      assertThat(channel.finish()).isFalse();
    }
  }

  @Test
  void byteByByteIsTakenToo() {
    EmbeddedChannel channel = connection();

    for (byte each : with(bytes("PROXY TCP4 203.0.113.7 192.0.2.1 51234 443"), AFTER)) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {each}));
    }

    assertThat(PeerAddress.of(channel)).isEqualTo("203.0.113.7:51234");
    assertThat(seen).hasToString(AFTER);
    assertThat(channel.finish()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY",
        "PROXY TCP4",
        "PROXY TCP4 203.0.113.7 192.0.2.1 51234",
        "PROXY TCP4 203.0.113.7 192.0.2.1 51234 443 x",
        "PROXY TCP4 203.0.113.7 192.0.2.1 51234 65536",
        "PROXY TCP4 203.0.113.7 192.0.2.1 -1 443",
        "PROXY TCP4 203.0.113.256 192.0.2.1 1 443",
        "PROXY TCP4 2001:db8::7 2001:db8::1 1 443",
        "PROXY TCP6 203.0.113.7 192.0.2.1 1 443",
        "PROXY TCP4  203.0.113.7 192.0.2.1 1 443",
        "PROXY UDP4 203.0.113.7 192.0.2.1 1 443",
        "PROXY TCP4 host.example 192.0.2.1 1 443",
        "PROXYTCP4 203.0.113.7 192.0.2.1 1 443",
        // other versions and commands
        "11 11 000c cb007107 c0000201 c822 01bb",
        "31 11 000c cb007107 c0000201 c822 01bb",
        "2f 11 000c cb007107 c0000201 c822 01bb",
        "ff 11 000c cb007107 c0000201 c822 01bb",
        // a family that does not exist; lengths that are too short for the family
        "21 41 000c cb007107 c0000201 c822 01bb",
        "21 11 000b cb007107 c0000201 c822 01bb",
        "21 21 000c cb007107 c0000201 c822 01bb",
        "21 11 0000",
        // a TLV that is longer than the header
        "21 11 0015 cb007107 c0000201 c822 01bb 010002 6832 020fff 00",
        // a TLS TLV that is too short for what it must hold
        "21 11 0011 cb007107 c0000201 c822 01bb 200002 0000",
      })
  void invalidHeaderIsClosedWithOneLineAndNothingIsPassedOn(String header) {
    byte[] all = with(bytes(header), AFTER);
    for (int cut : List.of(0, 1, 12, 13, 14, 16, all.length)) {
      reports.minuteEnds(); // once a minute it is worth a line
      try (CapturedLog log = CapturedLog.at(Level.DEBUG)) {
        EmbeddedChannel channel = connection();

        channel.writeInbound(Unpooled.copiedBuffer(all, 0, cut));
        if (channel.isOpen()) {
          channel.writeInbound(Unpooled.copiedBuffer(all, cut, all.length - cut));
        }

        assertThat(channel.isOpen()).as("cut at %d", cut).isFalse();
        assertThat(log.lines())
            .singleElement()
            .asString()
            .startsWith("INFO No valid PROXY header, which -proxyProtocol demands of every");
        assertThat(log.hasStackTrace()).isFalse();
        channel.finishAndReleaseAll();
      }
    }
    assertThat(seen.size()).isZero();
    assertThat(activations).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "PROXY TCP4 203.0.113.7 192.0.2.1 51234 443\nGET / HTTP/1.0\n\n\r\n",
        "\r\n\r\n\0\r\nQUIX\r\n"
      })
  void whatIsNoHeaderIsClosed(String text) {
    EmbeddedChannel channel = connection();

    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));

    assertThat(channel.isOpen()).isFalse();
    assertThat(seen.size()).isZero();
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY TCP4 ", "\r\n\r\n\0\r\nQUIT\n!\u0011\u00ff\u00ff"})
  void endlessHeaderIsClosedAtItsLimit(String begin) {
    EmbeddedChannel channel = connection();
    channel.writeInbound(Unpooled.copiedBuffer(begin, StandardCharsets.ISO_8859_1));

    int sent = 0;
    while (channel.isOpen() && sent < 70_000) {
      channel.writeInbound(Unpooled.copiedBuffer(new byte[100]));
      sent += 100;
    }

    assertThat(sent).isLessThan(5_000);
    assertThat(seen.size()).isZero();
    channel.finishAndReleaseAll();
  }

  @Test
  void slowHeaderIsClosedAtItsDeadlineAndAFinishedOneIsNot() {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      EmbeddedChannel slow = connection();
      EmbeddedChannel done = connection();
      slow.writeInbound(Unpooled.copiedBuffer("PROXY", StandardCharsets.ISO_8859_1));
      done.writeInbound(Unpooled.copiedBuffer(bytes("PROXY UNKNOWN")));

      for (EmbeddedChannel each : List.of(slow, done)) {
        each.advanceTimeBy(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        each.runScheduledPendingTasks();
      }

      assertThat(slow.isOpen()).isFalse();
      assertThat(done.isOpen()).isTrue();
      assertThat(log.lines()).containsExactly("INFO No PROXY header within 10 s (peer embedded)");
      slow.finishAndReleaseAll();
      done.finishAndReleaseAll();
    }
  }

  @Test
  void limitCountsWhomTheHeaderNames() {
    EmbeddedChannel[] channels = {connection(), connection(), connection(), connection()};
    for (int i = 0; i < 3; i++) {
      channels[i].writeInbound(
          Unpooled.copiedBuffer(with(bytes("PROXY TCP4 203.0.113.7 192.0.2.1 1 443"), AFTER)));
    }
    channels[3].writeInbound(
        Unpooled.copiedBuffer(bytes("PROXY TCP4 203.0.113.8 192.0.2.1 1 443")));

    assertThat(channels)
        .extracting(EmbeddedChannel::isOpen)
        .containsExactly(true, true, false, true);
    assertThat(seen).hasToString(AFTER + AFTER);
    for (EmbeddedChannel each : channels) {
      each.finishAndReleaseAll();
    }
    assertThat(gate.addresses()).isZero();
  }

  @Test
  void validHeaderBehindAnInvalidOneBeginsNothing() {
    EmbeddedChannel channel = connection();

    channel.writeInbound(
        Unpooled.wrappedBuffer(
            with(
                "\r\n".getBytes(StandardCharsets.ISO_8859_1),
                "PROXY TCP4 203.0.113.7 192.0.2.1 1 2\r\nG")));
    channel.finishAndReleaseAll();

    assertThat(channel.isOpen()).isFalse();
    assertThat(activations).isZero();
    assertThat(seen.size()).isZero();
  }
}
