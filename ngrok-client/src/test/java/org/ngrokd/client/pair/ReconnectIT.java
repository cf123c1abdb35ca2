package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.OpenTunnel;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/** Servers and clients come back, and their names with them. */
class ReconnectIT {
  private final Pair pair = Pair.start();
  private final LocalService service = LocalService.echo();

  @AfterEach
  void stop() throws IOException {
    pair.close();
    service.close();
  }

  @Test
  void clientIsBackWithTheSameNamesSecondsAfterTheServer() throws Exception {
    NgrokClient client =
        pair.client(
            TunnelSpec.httpAndHttps(":" + service.port()), TunnelSpec.tcp(":" + service.port()));
    List<OpenTunnel> before = client.tunnels();

    pair.restartServer();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(client.tunnels()).containsExactlyElementsOf(before));
    assertThat(before).hasSize(3);
    assertThat(echo(before.get(2).url())).isEqualTo("hello");
  }

  @Test
  void nameOfAClosedClientIsFreeAtOnce() {
    NgrokClient first = pair.client(TunnelSpec.http(":1").subdomain("mine"));

    first.close();

    await()
        .atMost(Duration.ofSeconds(20)) // long before it would be taken for dead
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(pair.client(TunnelSpec.http(":1").subdomain("mine")).tunnels())
                    .hasSize(1));
  }

  @Test
  void renewedCertificateIsUsedWithoutDroppingAnOpenConnection() throws Exception {
    int port = pair.tcpTunnel(service.port());
    try (Visitor visitor = Visitor.connect(port)) {
      assertThat(visitor.send("one").read(3)).isEqualTo("one");
      String before = pair.presentedCertificate();

      pair.renewCertificate();
      pair.server().checkCertificate();

      assertThat(pair.presentedCertificate()).isNotEqualTo(before);
      assertThat(visitor.send("two").read(3)).isEqualTo("two");
    }
  }

  private static String echo(String tcpUrl) throws IOException {
    int port = Integer.parseInt(tcpUrl.substring(tcpUrl.lastIndexOf(':') + 1));
    try (Visitor visitor = Visitor.connect(port)) {
      return visitor.send("hello").finish().readToEnd();
    }
  }
}
