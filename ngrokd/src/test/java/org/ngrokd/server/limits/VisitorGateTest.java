package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.PeerAddress;

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
    assertThat(gate.admit(from("203.0.113.1"))).isTrue();
    assertThat(gate.admit(from("203.0.113.1"))).isTrue();
    assertThat(gate.admit(from("203.0.113.1"))).isFalse();

    first.close().syncUninterruptibly();

    assertThat(gate.admit(from("203.0.113.1"))).isTrue();
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
  void whoHasFinishedSendingMakesRoomForAsManyOthers() {
    List<EmbeddedChannel> finished = List.of(from("203.0.113.1"), from("203.0.113.1"));
    for (EmbeddedChannel each : finished) {
      assertThat(gate.admitAddress(each)).isTrue();
      VisitorGate.finished(each);
      VisitorGate.finished(each); // told twice
    }
    EmbeddedChannel alsoFinished = from("203.0.113.1");
    assertThat(gate.admitAddress(alsoFinished)).isTrue();
    VisitorGate.finished(alsoFinished);
    assertThat(gate.admitAddress(from("203.0.113.1"))).isTrue();
    assertThat(gate.admitAddress(from("203.0.113.1"))).as("twice its number").isFalse();

    finished.get(0).close().syncUninterruptibly();
    assertThat(gate.admitAddress(from("203.0.113.1"))).as("none of these has gone").isFalse();
    alsoFinished.close().syncUninterruptibly();
    assertThat(gate.admitAddress(from("203.0.113.1"))).isTrue();
  }

  @Test
  void networkOfIpv6IsOneAddress() {
    assertThat(gate.admitAddress(from("2001:db8::1"))).isTrue();
    assertThat(gate.admitAddress(from("2001:db8::2"))).isTrue();
    assertThat(gate.admitAddress(from("2001:db8::3"))).isFalse();
    assertThat(gate.admitAddress(from("2001:db8:0:1::3"))).isTrue();
  }

  @Test
  void quietOneOfTheBiggestAddressMakesRoomButNoneWithARequest() {
    EmbeddedChannel busy = from("203.0.113.1");
    EmbeddedChannel quiet = from("203.0.113.1");
    assertThat(gate.admit(busy)).isTrue();
    VisitorGate.underWay(busy, true);
    assertThat(gate.admit(quiet)).isTrue();
    assertThat(gate.admit(from("203.0.113.2"))).isTrue();

    assertThat(gate.admit(from("203.0.113.2"))).isTrue();

    assertThat(busy.isOpen()).isTrue();
    assertThat(quiet.isOpen()).isFalse();
    assertThat(gate.count()).isEqualTo(3);
    assertThat(counters.count(Limit.PUBLIC_SHARE)).isEqualTo(1);
  }

  @Test
  void whenAllAreBusyTheNewcomerIsRefused() {
    for (int i = 0; i < 3; i++) {
      EmbeddedChannel busy = from("203.0.113.1");
      assertThat(gate.admit(busy)).isTrue();
      VisitorGate.underWay(busy, true);
    }

    assertThat(gate.admit(from("203.0.113.2"))).isFalse();
  }

  /** Each connection of a trusted proxy may be another visitor. */
  @Test
  void connectionsOfATrustedProxyAreNotTheBiggestAddress() {
    EmbeddedChannel proxied = from("198.51.100.9");
    EmbeddedChannel alsoProxied = from("198.51.100.9");
    assertThat(gate.admit(proxied)).isTrue();
    assertThat(gate.admit(alsoProxied)).isTrue();
    EmbeddedChannel own = from("203.0.113.1");
    assertThat(gate.admit(own)).isTrue();

    assertThat(gate.admit(from("203.0.113.1"))).as("all have one").isFalse();
    assertThat(gate.admit(from("203.0.113.2"))).as("the oldest of equals goes").isTrue();

    assertThat(List.of(proxied.isOpen(), alsoProxied.isOpen(), own.isOpen()))
        .containsExactly(false, true, true);
  }

  /** Behind the PROXY protocol it is known only then whose connection it is. */
  @Test
  void connectionCountsForWhomItsHeaderNames() {
    for (int i = 0; i < 3; i++) {
      EmbeddedChannel channel = from("198.51.100.9");
      assertThat(gate.admit(channel)).isTrue();
      PeerAddress.tell(channel, new InetSocketAddress(i < 2 ? "203.0.113.1" : "203.0.113.2", 1));
      assertThat(gate.admitAddress(channel)).isTrue();
      assertThat(VisitorGate.isUnnamed(channel)).isFalse();
    }

    assertThat(gate.admit(from("203.0.113.2"))).isTrue();
    assertThat(gate.admit(from("203.0.113.2"))).isFalse();
  }

  @Test
  void trustedProxyStandsForMany() {
    for (int i = 0; i < 100; i++) {
      assertThat(gate.admitAddress(from("198.51.100.9"))).isTrue();
    }
  }
}
