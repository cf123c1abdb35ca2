package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.limits.FairPlaces.Place;
import org.ngrokd.server.limits.FloodLimits.Clients;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.streams.net.PeerAddress;

class ClientGateTest {
  private final LimitCounters counters = new LimitCounters();
  private final ClientGate gate =
      new ClientGate(new Clients(1, Duration.ofSeconds(10), 2, 1, 0), new FloodReports(counters));

  private static EmbeddedChannel from(String ip) {
    EmbeddedChannel channel = new EmbeddedChannel();
    PeerAddress.tell(channel, new InetSocketAddress(ip, 4711));
    return channel;
  }

  @Test
  void connectionThatIsIdentifiedMakesRoomOnce() {
    EmbeddedChannel first = from("203.0.113.1");
    assertThat(gate.admit(first)).isTrue();
    assertThat(gate.admit(from("203.0.113.2"))).isTrue();
    assertThat(gate.admit(from("203.0.113.2"))).isFalse();

    gate.identified(first);
    gate.identified(first);
    first.close().syncUninterruptibly();

    assertThat(gate.unauthenticated()).isEqualTo(1);
    assertThat(counters.count(Limit.UNAUTHENTICATED)).isEqualTo(1);
  }

  @Test
  void oldestSilentOneMakesRoomForAnAddressWithFewer() {
    EmbeddedChannel first = from("203.0.113.1");
    EmbeddedChannel second = from("203.0.113.1");
    assertThat(gate.admit(first)).isTrue();
    assertThat(gate.admit(second)).isTrue();

    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      assertThat(gate.admit(from("203.0.113.2"))).isTrue();

      assertThat(first.isOpen()).isFalse();
      assertThat(second.isOpen()).isTrue();
      assertThat(gate.unauthenticated()).isEqualTo(2);
      assertThat(counters.count(Limit.UNAUTHENTICATED_SHARE)).isEqualTo(1);
      assertThat(log.lines())
          .containsExactly(
              "WARN 203.0.113.1 has 2 of the 2 connections on the tunnel port that have not said"
                  + " who they are (-maxUnauthenticated): its oldest make room for others");
    }
  }

  @Test
  void networkOfIpv6IsOneAddress() {
    EmbeddedChannel first = from("2001:db8::1");
    assertThat(gate.admit(first)).isTrue();
    assertThat(gate.admit(from("2001:db8::2"))).isTrue();

    assertThat(gate.admit(from("2001:db8::3"))).isFalse();
    assertThat(gate.admit(from("2001:db8:0:1::3"))).isTrue();
    assertThat(first.isOpen()).isFalse();
  }

  @Test
  void visitorsOfAClientThatKeepsMostWaitingMakeRoom() {
    ClientGate two =
        new ClientGate(new Clients(1, Duration.ofSeconds(10), 2, 2, 0), new FloodReports(counters));
    WaitingRoom mute = two.waitingRoom(from("203.0.113.1"));
    List<String> gaveUp = new ArrayList<>();
    assertThat(mute.enter(() -> gaveUp.add("first"))).isNotNull();
    assertThat(mute.enter(() -> gaveUp.add("second"))).isNotNull();

    assertThat(mute.enter(() -> {})).isNull();
    assertThat(two.waitingRoom(from("203.0.113.2")).enter(() -> {})).isNotNull();

    assertThat(gaveUp).containsExactly("first");
    assertThat(two.waiting()).isEqualTo(2);
    assertThat(counters.count(Limit.PROXIES_WAITING_SHARE)).isEqualTo(1);
    assertThat(counters.count(Limit.PROXIES_WAITING)).isEqualTo(1);
  }

  @Test
  void connectionThatClosesUnknownMakesRoomToo() {
    EmbeddedChannel first = from("203.0.113.1");
    assertThat(gate.admit(first)).isTrue();

    first.close().syncUninterruptibly();

    assertThat(gate.unauthenticated()).isZero();
  }

  @Test
  void controlThatEndsMakesRoomForItsSuccessorBeforeItsChannelIsClosed() {
    EmbeddedChannel first = from("203.0.113.1");
    assertThat(gate.refusalOfControl(first)).isEmpty();
    assertThat(gate.refusalOfControl(from("203.0.113.1"))).isPresent();
    assertThat(gate.refusalOfControl(from("203.0.113.2"))).isEmpty();

    gate.controlEnds(first);
    assertThat(gate.refusalOfControl(from("203.0.113.1"))).isEmpty();
    first.close().syncUninterruptibly();

    assertThat(gate.controls()).as("given back once").isEqualTo(2);
  }

  @Test
  void placeOfOneThatWaitsIsBoundedAndGivenBack() {
    WaitingRoom room = gate.waitingRoom(from("203.0.113.1"));
    Place place = Objects.requireNonNull(room.enter(() -> {}));
    assertThat(room.enter(() -> {})).isNull();

    place.leave();

    assertThat(gate.waiting()).isZero();
    assertThat(room.enter(() -> {})).isNotNull();
  }
}
