package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.net.PeerAddress;
import org.ngrokd.server.limits.FloodLimits.Clients;
import org.ngrokd.server.limits.Places.Place;

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
    assertThat(gate.admit(from("203.0.113.3"))).isFalse();

    gate.identified(first);
    gate.identified(first);
    first.close().syncUninterruptibly();

    assertThat(gate.unauthenticated()).isEqualTo(1);
    assertThat(counters.count(Limit.UNAUTHENTICATED)).isEqualTo(1);
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
    Place place = Objects.requireNonNull(gate.admitWaiting());
    assertThat(gate.admitWaiting()).isNull();

    place.leave();

    assertThat(gate.waiting()).isZero();
    assertThat(gate.admitWaiting()).isNotNull();
  }
}
