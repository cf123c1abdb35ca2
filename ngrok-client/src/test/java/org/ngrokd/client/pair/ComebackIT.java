package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
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
import org.ngrokd.protocol.testing.Visitor;

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

  /** Until it is open: who was heard within the last second is not asked. */
  private List<OpenTunnel> tried(TunnelSpec tunnel) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(NgrokException.class)
        .until(() -> pair.client(tunnel).tunnels(), open -> open.size() == 1);
  }

  /** Its connection for visitors is open afterwards. */
  private void visit() throws IOException {
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      visitor.send("GET / HTTP/1.1\r\nHost: mine.localhost\r\n\r\n");
      assertThat(visitor.read("HTTP/1.0 502".length())).isEqualTo("HTTP/1.0 502");
    }
  }

  @Test
  void nameOfAClientThatIsSilentlyGoneChangesHands() throws IOException {
    try (NgrokClient lost = overTheNetwork()) {
      List<OpenTunnel> before = lost.tunnels();
      visit();
      network.swallow();

      assertThat(tried(MINE)).containsExactly(before.get(0));

      network.sweep();
    }
  }

  /** What took the server's question is the network, and not the client. */
  @Test
  void portOfOneThatIsGoneBeforeItHadAConnectionForVisitorsDoesSoToo() {
    network.letIn(1);
    try (NgrokClient lost = overTheNetwork()) {
      String url = lost.tunnels().get(1).url();
      int port = Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
      network.swallow();

      assertThat(tried(TunnelSpec.tcp(":1").remotePort(port)))
          .extracting(OpenTunnel::url)
          .containsExactly(url);

      network.sweep();
    }
  }

  @Test
  void nameOfOneThatHasOnlyLostItsConnectionForVisitorsDoesNot() throws IOException {
    try (NgrokClient first = overTheNetwork()) {
      List<OpenTunnel> before = first.tunnels();
      visit();
      network.swallowAllBut(1);
      int connections = network.connections();

      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                refuse();
                return network.connections() > connections; // it was asked and has answered
              });

      refuse();
      assertThat(first.tunnels()).isEqualTo(before);
      network.sweep();
    }
  }

  private void refuse() {
    assertThatThrownBy(() -> pair.client(MINE))
        .isInstanceOf(NgrokException.class)
        .hasMessageContaining("already registered");
  }

  @Test
  void nameOfAClientThatIsThereDoesNot() {
    try (NgrokClient first = overTheNetwork()) {
      List<OpenTunnel> before = first.tunnels();

      for (int i = 0; i < 3; i++) {
        refuse();
      }

      assertThat(first.tunnels()).isEqualTo(before);
    }
  }
}
