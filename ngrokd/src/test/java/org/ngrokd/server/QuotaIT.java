package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.TokenHash;

/** How much a token may use, with 1.7 clients over real sockets. */
class QuotaIT {
  private static final String TOKEN = "alice-token";
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: shop.tunnel.example\r\n\r\n";

  @TempDir private Path directory;
  private @Nullable TestServer server;

  private OldSession alice(String keys) throws IOException {
    Path file = directory.resolve("users.yml");
    String user = "  alice: {token: \"" + TokenHash.of(TOKEN) + "\", " + keys + "}\n";
    Files.writeString(file, "users:\n" + user);
    server =
        TestServer.start(
            TestServer.withAccounts(directory.resolve("state"), file, PortRanges.NONE));
    OldClient client = server().client();
    String reply = client.connectAndAuth(TOKEN, "");
    assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);
    return new OldSession(client, MessageText.field(reply, "ClientId"));
  }

  private TestServer server() {
    return Objects.requireNonNull(server);
  }

  @AfterEach
  void stop() {
    server().close();
  }

  @Test
  void httpAndHttpsOfOneTunnelCountOnce() throws Exception {
    try (OldSession alice = alice("max_tunnels: 1")) {
      assertThat(alice.tunnel("http+https", "shop", 0)).startsWith("http://shop.");
      assertThat(MessageText.field(alice.control().expectSplitMessage(), "Url"))
          .startsWith("https://shop.");

      assertThat(alice.refusal("http", "more", 0))
          .isEqualTo("All tunnels that your token is for (1) are open: close one first");
    }
  }

  @Test
  void visitorsAboveTheRateAreToldToComeAgain() throws Exception {
    try (OldSession alice = alice("connections_per_second: 1")) {
      alice.tunnel("http", "shop", 0);
      try (Visitor one = server().visitor();
          Visitor two = server().visitor();
          Visitor three = server().visitor()) {
        startedBy(one, alice);
        startedBy(two, alice);

        assertThat(three.send(REQUEST).readToEnd()).startsWith("HTTP/1.0 503 Service Unavailable");
      }
    }
  }

  private static void startedBy(Visitor visitor, OldSession alice) throws IOException {
    ScriptedPeer proxy = alice.proxy();
    visitor.send(REQUEST);
    assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
  }

  /**
   * Two seconds' worth; what comes in a quarter of a second and what is on its way need not wait.
   */
  @Test
  void bytesComeAndGoNoFasterThanTheBandwidth() throws Exception {
    try (OldSession alice = alice("bandwidth: {up: 1500KB, down: 750KB}")) {
      int port = OldSession.port(alice.tunnel("tcp", "", 0));
      ScriptedPeer proxy = alice.proxy();
      try (Visitor visitor = Visitor.connect(port)) {
        assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");

        long began = System.nanoTime();
        byte[] reply = new byte[16_000];
        Arrays.fill(reply, (byte) 'r');
        for (int i = 0; i < 188; i++) {
          proxy.socket().writeStream(reply);
        }
        assertThat(visitor.socket().getInputStream().readNBytes(188 * 16_000)).containsOnly('r');
        assertThat(since(began)).isGreaterThan(Duration.ofSeconds(1));

        began = System.nanoTime();
        visitor.send(new byte[1_500_000]);
        int came = 0;
        while (came < 1_500_000) {
          came += proxy.socket().readRecord(ScriptedPeer.PATIENCE).orElseThrow().length;
        }
        assertThat(since(began)).isGreaterThan(Duration.ofSeconds(1));
      }
    }
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
