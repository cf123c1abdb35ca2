package org.ngrokd.server.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.net.HostAndPort;

class ProxyLineTest {
  private static final String V2 = "\r\n\r\n\0\r\nQUIT\n";

  private static String line(int version, String host) {
    return new String(
        ProxyLine.of(version, new HostAndPort(host, 51_234)), StandardCharsets.ISO_8859_1);
  }

  @Test
  void firstVersion() {
    assertThat(line(1, "203.0.113.7")).isEqualTo("PROXY TCP4 203.0.113.7 0.0.0.0 51234 0\r\n");
    assertThat(line(1, "2001:db8::1")).isEqualTo("PROXY TCP6 2001:db8::1 :: 51234 0\r\n");
    assertThat(line(1, "unknown")).isEqualTo("PROXY UNKNOWN\r\n");
  }

  @Test
  void secondVersion() {
    assertThat(line(2, "203.0.113.7"))
        .isEqualTo(V2 + "!\u0011\0\u000c\u00cb\0q\u0007\0\0\0\0\u00c8\"\0\0");
    assertThat(line(2, "2001:db8::1"))
        .isEqualTo(
            V2
                + "!!\0$ \u0001\r\u00b8"
                + "\0".repeat(11)
                + "\u0001"
                + "\0".repeat(16)
                + "\u00c8\"\0\0");
    assertThat(line(2, "unknown")).isEqualTo(V2 + " \0\0\0");
  }
}
