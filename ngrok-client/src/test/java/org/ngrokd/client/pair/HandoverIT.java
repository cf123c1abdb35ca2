package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.server.NgrokServer;

/** A server takes the place of another while visitors come. */
class HandoverIT {
  private static final int REQUESTS = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Pair pair = Pair.start();
  private final LocalService web = VisitorLoad.service();
  private final LocalService echo = LocalService.echo();

  @AfterEach
  void stop() throws IOException {
    web.close();
    echo.close();
    pair.close();
  }

  /** As the program does when it is replaced. */
  private static CompletableFuture<Boolean> finishing(NgrokServer before) {
    assertThat(before.replaced()).isDone();
    return CompletableFuture.supplyAsync(
        () -> {
          boolean nobody = before.finish(PATIENCE);
          before.close();
          return nobody;
        });
  }

  private static int tcpPort(NgrokClient client) {
    String url =
        client.tunnels().stream()
            .filter(each -> each.protocol().equals("tcp"))
            .findFirst()
            .orElseThrow()
            .url();
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }

  private void reach(VisitorLoad load, int requests) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> load.done() >= requests || !load.failures().isEmpty());
  }

  @Test
  void noRequestFailsWhileServersTakeEachOthersPlaces() throws Exception {
    NgrokClient client =
        pair.client(
            TunnelSpec.httpAndHttps(web.address()).subdomain("load"),
            TunnelSpec.http(web.address()).name("any"),
            TunnelSpec.tcp(echo.address()));
    int tcp = tcpPort(client);
    SSLSocketFactory tls = TlsVisitors.trusting(pair.ca()).getSocketFactory();
    int https = pair.port("https");

    try (VisitorLoad load = new VisitorLoad()) {
      load.http(3, "load.localhost", VisitorLoad.plain(pair.port("http")));
      load.http(3, "load.localhost", () -> tls.createSocket("localhost", https));
      load.echo(2, tcp);
      reach(load, REQUESTS / 4);
      CompletableFuture<Boolean> first = finishing(pair.replaceServer());
      reach(load, REQUESTS / 2);
      CompletableFuture<Boolean> second = finishing(pair.replaceServer());
      reach(load, REQUESTS);
      load.stop();

      assertThat(load.failures()).isEmpty();
      assertThat(load.done()).isGreaterThanOrEqualTo(REQUESTS);
      assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(second.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }
}
