package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.NgrokException;
import org.ngrokd.client.OpenTunnel;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.SwallowingRelay;

/** A computer lost its power and is back; its server has not missed it yet. */
class ComebackIT {
  private static final TunnelSpec MINE = TunnelSpec.http(":1").subdomain("mine");

  private final Pair pair = Pair.start();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SwallowingRelay network;

  ComebackIT() throws IOException {
    network = new SwallowingRelay(pair.port("tunnel"), threads);
  }

  @AfterEach
  void stop() throws IOException {
    network.close();
    pair.close();
    threads.shutdownNow();
  }

  private NgrokClient overTheNetwork() {
    return pair.clientBuilder()
        .serverAddr("localhost:" + network.port())
        .tunnel(MINE)
        .tunnel(TunnelSpec.tcp(":1"))
        .start();
  }

  @Test
  void nameOfAClientThatIsThereDoesNot() {
    try (NgrokClient first = overTheNetwork()) {
      List<OpenTunnel> before = first.tunnels();

      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> pair.client(MINE))
            .isInstanceOf(NgrokException.class)
            .hasMessageContaining("already registered");
      }

      assertThat(first.tunnels()).isEqualTo(before);
    }
  }
}
