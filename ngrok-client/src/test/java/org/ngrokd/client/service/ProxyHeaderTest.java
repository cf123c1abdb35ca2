package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.config.ProxyProtocol;

class ProxyHeaderTest {
  private static final String V2 = "0d0a0d0a000d0a515549540a";

  private static ByteBuf written(ProxyProtocol version, String visitor, String service) {
    EmbeddedChannel channel =
        new EmbeddedChannel() {
          @Override
          protected SocketAddress remoteAddress0() {
            return service.isEmpty()
                ? super.remoteAddress0()
                : new InetSocketAddress(
                    service.substring(0, service.lastIndexOf('/')),
                    Integer.parseInt(service.substring(service.lastIndexOf('/') + 1)));
          }
        };
    ProxyHeader.write(channel, version, visitor);
    channel.writeOutbound(Unpooled.copiedBuffer("!", StandardCharsets.US_ASCII));
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    assertThat(channel.pipeline().names()).hasSize(1); // nothing stays behind
    channel.finishAndReleaseAll();
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7:51234, 192.168.1.20/5000, PROXY TCP4 203.0.113.7 192.168.1.20 51234 5000",
    "203.0.113.7, 192.168.1.20/22, PROXY TCP4 203.0.113.7 192.168.1.20 0 22",
    "203.0.113.7:1, ::1/22, PROXY TCP4 203.0.113.7 127.0.0.1 1 22",
    "203.0.113.7:1, fd00::2/22, PROXY TCP6 ::ffff:203.0.113.7 fd00:0:0:0:0:0:0:2 1 22",
    "[2001:db8::1]:443, 127.0.0.1/22, PROXY TCP6 2001:db8:0:0:0:0:0:1 ::1 443 22",
    "[2001:db8::1]:443, 10.0.0.1/22, PROXY TCP6 2001:db8:0:0:0:0:0:1 ::ffff:10.0.0.1 443 22",
    "203.0.113.7:1, '', PROXY TCP4 203.0.113.7 127.0.0.1 1 0",
    "'', 127.0.0.1/22, PROXY UNKNOWN",
    "somewhere, 127.0.0.1/22, PROXY UNKNOWN"
  })
  void version1IsALineBeforeEverythingElse(String visitor, String service, String line) {
    assertThat(written(ProxyProtocol.V1, visitor, service).toString(StandardCharsets.US_ASCII))
        .isEqualTo(line + "\r\n!");
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7:51234, 192.168.1.20/5000, 2111000ccb007107c0a80114c8221388",
    "[2001:db8::1]:443, fd00::2/22, 2121002420010db8000000000000000000000001"
        + "fd00000000000000000000000000000201bb0016",
    "unknown, 127.0.0.1/22, 20000000"
  })
  void version2IsBinary(String visitor, String service, String afterSignature) {
    assertThat(ByteBufUtil.hexDump(written(ProxyProtocol.V2, visitor, service)))
        .isEqualTo(V2 + afterSignature + "21");
  }

  @Test
  void nothingIsWrittenUnlessAskedFor() {
    assertThat(written(ProxyProtocol.NONE, "203.0.113.7:1", "127.0.0.1/22").readableBytes())
        .isEqualTo(1);
  }
}
