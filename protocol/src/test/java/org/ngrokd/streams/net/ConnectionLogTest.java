package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionLogTest {
  private final SeenLog seen = new SeenLog();
  private final ConnectionLog log =
      ConnectionLog.of(new ConnectionId(ConnectionType.TUN, 0x15dd7522));

  @AfterEach
  void stopLooking() {
    seen.close();
  }

  @Test
  void everyLevelBearsTheConnectionsId() {
    log.debug("a {}", 1);
    log.info("b {} {}", 1, 2);
    log.warn("c");
    log.error("d");

    assertThat(seen.lines())
        .containsExactly(
            "DEBUG [tun:15dd7522] a 1",
            "INFO [tun:15dd7522] b 1 2",
            "WARN [tun:15dd7522] c",
            "ERROR [tun:15dd7522] d");
  }

  @Test
  void ownerFollowsTheId() {
    log.ownedBy("http://www.example").info("x");
    log.ownedBy("a").as(ConnectionType.CTL).ownedBy("b").info("y");
    log.info("z");

    assertThat(seen.lines())
        .containsExactly(
            "INFO [tun:15dd7522] [http://www.example] x",
            "INFO [ctl:15dd7522] [b] y",
            "INFO [tun:15dd7522] z");
  }

  @Test
  void bugIsToldWithItsTrace() {
    log.bug(new IllegalStateException("oops"));

    assertThat(seen.lines())
        .containsExactly(
            "ERROR [tun:15dd7522] Unexpected failure: java.lang.IllegalStateException: oops");
    assertThat(seen.events().get(0).getThrowableProxy()).isNotNull();
  }
}
