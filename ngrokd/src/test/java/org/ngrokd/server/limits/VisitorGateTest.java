package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.net.CidrList;
import org.ngrokd.protocol.net.PeerAddress;
import org.ngrokd.server.testing.CapturedLog;

class VisitorGateTest {
  private final LimitCounters counters = new LimitCounters();
  private final VisitorGate gate =
      new VisitorGate(2, 3, CidrList.parse(List.of("198.51.100.0/24")), new FloodReports(counters));

  private static EmbeddedChannel from(String ip) {
    EmbeddedChannel channel = new EmbeddedChannel();
    PeerAddress.tell(channel, new InetSocketAddress(ip, 4711));
    return channel;
  }

  @Test
  void totalIsKeptAndFreedByClosing() {
    EmbeddedChannel first = from("203.0.113.1");
    assertThat(gate.admit(first)).isTrue();
    assertThat(gate.admit(from("203.0.113.2"))).isTrue();
    assertThat(gate.admit(from("203.0.113.3"))).isTrue();
    assertThat(gate.admit(from("203.0.113.4"))).isFalse();

    first.close().syncUninterruptibly();

    assertThat(gate.admit(from("203.0.113.4"))).isTrue();
    assertThat(gate.count()).isEqualTo(3);
    assertThat(counters.count(Limit.PUBLIC_TOTAL)).isEqualTo(1);
  }

  @Test
  void addressIsRefusedItsThirdAndNamedOnce() {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      EmbeddedChannel first = from("203.0.113.1");
      assertThat(gate.admitAddress(first)).isTrue();
      assertThat(gate.admitAddress(from("203.0.113.1"))).isTrue();
      assertThat(gate.admitAddress(from("203.0.113.1"))).isFalse();
      assertThat(gate.admitAddress(from("203.0.113.1"))).isFalse();
      assertThat(gate.admitAddress(from("203.0.113.2"))).isTrue();

      first.close().syncUninterruptibly();
      assertThat(gate.admitAddress(from("203.0.113.1"))).isTrue();

      assertThat(log.lines())
          .containsExactly(
              "WARN Refused (peer 203.0.113.1:4711): 203.0.113.1 has 2 public connections, which is"
                  + " the limit for one address (-maxVisitorsPerIp); a proxy of yours belongs into"
                  + " -trustedProxies");
    }
  }

  @Test
  void networkOfIpv6IsOneAddress() {
    assertThat(gate.admitAddress(from("2001:db8::1"))).isTrue();
    assertThat(gate.admitAddress(from("2001:db8::2"))).isTrue();
    assertThat(gate.admitAddress(from("2001:db8::3"))).isFalse();
    assertThat(gate.admitAddress(from("2001:db8:0:1::3"))).isTrue();
  }

  @Test
  void trustedProxyStandsForMany() {
    for (int i = 0; i < 100; i++) {
      assertThat(gate.admitAddress(from("198.51.100.9"))).isTrue();
    }
  }
}
