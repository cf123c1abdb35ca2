package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.server.NgrokServer;

/** A server takes the place of another while visitors come. */
class HandoverIT {
  private static final int REQUESTS = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Pair pair = Pair.start();
  private final LocalService web = VisitorLoad.service();
  private final LocalService echo = LocalService.echo();

  @AfterEach
  void stop() throws IOException {
    web.close();
    echo.close();
    pair.close();
  }

  /** How often the client was not connected. */
  private static final class Connecting implements SessionEvents {
    private final AtomicInteger times = new AtomicInteger();

    @Override
    public void connecting() {
      times.incrementAndGet();
    }
  }

  /** As the program does when it is replaced. */
  private static CompletableFuture<Boolean> finishing(NgrokServer before) {
    assertThat(before.replaced()).succeedsWithin(PATIENCE); // told a moment after the successor
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
    Connecting connecting = new Connecting();
    NgrokClient client =
        pair.clientBuilder()
            .tunnel(TunnelSpec.httpAndHttps(web.address()).subdomain("load"))
            .tunnel(TunnelSpec.http(web.address()).name("any"))
            .tunnel(TunnelSpec.tcp(echo.address()))
            .events(connecting)
            .start();
    int tcp = tcpPort(client);
    SSLSocketFactory tls = TlsVisitors.trusting(pair.ca()).getSocketFactory();
    int https = pair.port("https");

    try (client;
        VisitorLoad load = new VisitorLoad()) {
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
      assertThat(connecting.times).as("it was never away").hasValue(1);
    }
  }

  /** A 1.7 client that comes back a second after its control connection has ended, as that does. */
  private static final class Returning implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger reconnects = new AtomicInteger();
    private final Opening opening;
    private final Queue<OldRelayClient> lives = new ConcurrentLinkedQueue<>();

    interface Opening {
      OldRelayClient as(String clientId) throws IOException;
    }

    Returning(Opening opening) throws IOException {
      this.opening = opening;
      connect("");
    }

    private void connect(String clientId) throws IOException {
      OldRelayClient life = opening.as(clientId);
      lives.add(life);
      var unused = life.ended().thenRun(() -> later(life));
    }

    private void later(OldRelayClient before) {
      var unused = clock.schedule(() -> again(before), 1, TimeUnit.SECONDS);
    }

    private void again(OldRelayClient before) {
      try {
        connect(before.clientId());
        reconnects.incrementAndGet();
      } catch (IOException e) {
        later(before);
      }
    }

    @Override
    public void close() throws IOException {
      clock.shutdownNow();
      for (OldRelayClient life : lives) {
        life.close();
      }
    }
  }

  @Test
  void oldClientsReconnectAndTheirVisitorsWaitMeanwhile() throws Exception {
    int server = pair.port("tunnel");
    AtomicInteger tcp = new AtomicInteger();
    try (Returning http =
            new Returning(
                id -> {
                  OldRelayClient client = new OldRelayClient(server, web.port(), id);
                  client.tunnels("\"ReqId\":\"1\",\"Protocol\":\"http\",\"Subdomain\":\"old\"");
                  return client;
                });
        Returning other =
            new Returning(
                id -> {
                  OldRelayClient client = new OldRelayClient(server, echo.port(), id);
                  tcp.set(client.tcpTunnel());
                  return client;
                });
        VisitorLoad load = new VisitorLoad()) {
      int port = tcp.get();
      load.http(3, "old.localhost", VisitorLoad.plain(pair.port("http")));
      load.echo(1, port);
      reach(load, 500);
      CompletableFuture<Boolean> finished = finishing(pair.replaceServer());
      await().atMost(PATIENCE).until(() -> http.reconnects.get() + other.reconnects.get() == 2);
      reach(load, load.done() + 500);
      load.stop();

      assertThat(load.failures()).isEmpty();
      assertThat(tcp).hasValue(port);
      assertThat(finished.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      System.out.printf(
          "Two clients of 1.7: %d reconnects, %d requests, %d sent anew on a new connection%n",
          http.reconnects.get() + other.reconnects.get(), load.done(), load.stale());
    }
  }
}
