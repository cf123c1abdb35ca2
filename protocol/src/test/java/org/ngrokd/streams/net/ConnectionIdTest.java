package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConnectionIdTest {

  @Test
  void idIsTheTypeAndANumberInHex() {
    assertThat(new ConnectionId(ConnectionType.PUB, 0x15dd7522)).hasToString("pub:15dd7522");
    assertThat(new ConnectionId(ConnectionType.CTL, -1)).hasToString("ctl:ffffffff");
  }

  @Test
  void everyTypeHasThreeLetters() {
    assertThat(Stream.of(ConnectionType.values()).map(ConnectionType::prefix))
        .containsExactly("ctl", "pxy", "pub", "prv", "tun", "ssh");
  }

  @Test
  void connectionKeepsItsNumberWhenItsTypeIsKnown() {
    ConnectionId unknown = ConnectionId.next(ConnectionType.TUN);

    assertThat(unknown.as(ConnectionType.PXY))
        .isEqualTo(new ConnectionId(ConnectionType.PXY, unknown.number()));
  }
}
