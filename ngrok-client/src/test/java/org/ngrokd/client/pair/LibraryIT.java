package org.ngrokd.client.pair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.Connection;
import org.ngrokd.client.Forwarder;
import org.ngrokd.client.Listener;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.NgrokException;
import org.ngrokd.client.OpenTunnel;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.protocol.testing.Visitor;

/** What a Java program does with a client that runs, with a server of ours. */
class LibraryIT {
  private final Pair pair = Pair.start();
  private final Shop shop = Shop.open();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final NgrokClient client = pair.clientBuilder().metadata("the till").start();

  @AfterEach
  void stop() {
    client.close();
    threads.shutdownNow();
    shop.close();
    pair.close();
  }

  private static int port(String url) {
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }

  private static Socket connected(Listener listener) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port(listener.url()));
  }

  private String visited(String name) throws IOException {
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      return visitor
          .send("GET /orders HTTP/1.1\r\nHost: " + name + ".localhost\r\nConnection: close\r\n\r\n")
          .readToEnd();
    }
  }

  @Test
  void clientNeedsNoTunnelToBeginWith() {
    assertThat(client.tunnels()).isEmpty();
    assertThat(client.metadata()).isEqualTo("the till");
  }

  @Test
  void tunnelsAreAddedAndClosedWhileItRuns() throws Exception {
    Forwarder forwarder =
        client.forward(TunnelSpec.httpAndHttps(":" + shop.port()).subdomain("shop").name("shop"));

    assertThat(forwarder.name()).isEqualTo("shop");
    assertThat(forwarder.url()).isEqualTo("https://shop.localhost:" + pair.port("https"));
    assertThat(forwarder.tunnels()).extracting(OpenTunnel::protocol).contains("http", "https");
    assertThat(client.tunnels()).hasSize(2);
    assertThat(visited("shop")).startsWith("HTTP/1.1 200 ");
    Future<?> joined =
        threads.submit(
            () -> {
              forwarder.join();
              return null;
            });

    forwarder.close();

    joined.get(10, TimeUnit.SECONDS);
    assertThat(client.tunnels()).isEmpty();
    await().untilAsserted(() -> assertThat(visited("shop")).contains(" 404 "));
    try (Forwarder again =
        client.forward(TunnelSpec.http(":" + shop.port()).subdomain("shop").name("shop"))) {
      assertThat(visited("shop")).startsWith("HTTP/1.1 200 ");
      client.closeTunnel("shop");
      again.join(); // it has heard of it
    }
  }

  @Test
  void tunnelThatCannotBeAddedIsToldAndChangesNothing() {
    Forwarder unused = client.forward(TunnelSpec.http("1").subdomain("shop").name("shop"));

    assertThatThrownBy(() -> client.forward(TunnelSpec.http("2").name("shop")))
        .isInstanceOf(NgrokException.class)
        .hasMessageContaining("there is a tunnel shop already");
    assertThatThrownBy(() -> client.listen(Listener.http().name("shop")))
        .isInstanceOf(NgrokException.class)
        .hasMessageContaining("there is a tunnel shop already");
    assertThatThrownBy(() -> client.forward(TunnelSpec.http("2").subdomain("shop")))
        .isInstanceOf(NgrokException.class)
        .hasMessageContaining("is already registered");
    assertThatThrownBy(() -> client.listen(Listener.tcp().proxyProtocol(ProxyProtocol.V1)))
        .hasMessageContaining("Connection.visitor()");
    assertThat(client.tunnels()).extracting(OpenTunnel::name).containsExactly("shop");
  }

  @Test
  void programServesVisitorsItselfWithoutAPort() throws Exception {
    try (Listener listener = client.listen(Listener.tcp());
        Socket visitor = connected(listener)) {
      visitor.getOutputStream().write("hello".getBytes(UTF_8));
      visitor.shutdownOutput();

      try (Connection connection = listener.accept()) {
        assertThat(connection.visitor()).isEqualTo("127.0.0.1:" + visitor.getLocalPort());
        assertThat(new String(connection.input().readAllBytes(), UTF_8)).isEqualTo("hello");
        connection.output().write("good-bye".getBytes(UTF_8));
      }

      assertThat(new String(visitor.getInputStream().readAllBytes(), UTF_8)).isEqualTo("good-bye");
      assertThat(client.tunnels().get(0).localAddress()).isEqualTo("program:" + listener.name());
    }
    assertThat(client.tunnels()).isEmpty();
  }

  @Test
  void whatIsBigPassesBothWaysWithoutLoss() throws Exception {
    byte[] big = new byte[3_000_000];
    new java.util.Random(1).nextBytes(big);
    try (Listener listener = client.listen(Listener.tcp());
        Socket visitor = connected(listener)) {
      Future<?> sending =
          threads.submit(
              () -> {
                visitor.getOutputStream().write(big);
                visitor.shutdownOutput();
                return null;
              });

      try (Connection connection = listener.accept()) {
        Future<byte[]> echoed = threads.submit(() -> visitor.getInputStream().readAllBytes());
        connection.input().transferTo(connection.output());
        connection.output().close();

        assertThat(echoed.get(60, TimeUnit.SECONDS)).isEqualTo(big);
      }
      sending.get(10, TimeUnit.SECONDS);
    }
  }

  /** 64 KiB each way, and what sockets hold: a slow program must not fill the memory. */
  @Test
  void visitorWaitsForAProgramThatDoesNotRead() throws Exception {
    try (Listener listener = client.listen(Listener.tcp());
        Socket visitor = connected(listener)) {
      visitor.getOutputStream().write(1);
      try (Connection connection = listener.accept()) {
        Future<?> sending =
            threads.submit(
                () -> {
                  visitor.getOutputStream().write(new byte[64_000_000]);
                  visitor.shutdownOutput();
                  return null;
                });

        await().until(() -> connection.input().available() >= 64 * 1024);
        await()
            .during(Duration.ofMillis(300))
            .until(() -> connection.input().available() < 512 * 1024 && !sending.isDone());

        assertThat(connection.input().readAllBytes()).hasSize(64_000_001);
        sending.get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void visitorWhoBreaksOffIsToldToTheProgram() throws Exception {
    try (Listener listener = client.listen(Listener.tcp())) {
      Socket visitor = connected(listener);
      visitor.getOutputStream().write(1);
      try (Connection connection = listener.accept()) {
        assertThat(connection.input().read()).isEqualTo(1);
        visitor.setSoLinger(true, 0);
        visitor.close();

        await()
            .untilAsserted(
                () ->
                    assertThatIOException()
                        .isThrownBy(() -> connection.output().write(new byte[1024])));
      }
    }
  }

  @Test
  void requestsOfHttpTunnelsComeToTheProgramAndAreInspected() throws Exception {
    try (NgrokClient inspecting = pair.clientBuilder().inspectAddr("127.0.0.1:0").start();
        Listener listener =
            inspecting.listen(Listener.http().subdomain("here").addRequestHeader("X-By", "us"))) {
      Future<String> answer = threads.submit(() -> visited("here"));

      try (Connection connection = listener.accept()) {
        String head = head(connection.input());
        assertThat(head).startsWith("GET /orders HTTP/1.1\r\n").contains("X-By: us\r\n");
        connection.output().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(UTF_8));

        assertThat(answer.get(10, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ").endsWith("hi");
      }
      assertThat(listener.url()).isEqualTo("http://here.localhost:" + pair.port("http"));
    }
  }

  private static String head(InputStream input) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) input.read());
    }
    return head.toString();
  }

  @Test
  void whoWaitsForVisitorsIsToldWhenThereWillBeNone() throws Exception {
    Listener listener = client.listen(Listener.tcp());
    Listener other = client.listen(Listener.tcp());
    Future<Connection> accepting = threads.submit(listener::accept);
    Future<Connection> interrupted = threads.submit(other::accept);

    listener.close();
    interrupted.cancel(true);

    assertThatThrownBy(() -> accepting.get(10, TimeUnit.SECONDS))
        .hasRootCauseMessage("the listener is closed");
    Thread.currentThread().interrupt();
    assertThatThrownBy(other::accept).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    client.close();
    assertThatThrownBy(other::accept).hasMessage("the listener is closed");
  }

  /** A program's thread must not wait for ever when its client is gone. */
  @Test
  void whoServesAVisitorIsToldThatTheClientIsClosed() throws Exception {
    Listener listener = client.listen(Listener.tcp());
    try (Socket visitor = connected(listener)) {
      visitor.getOutputStream().write(1);
      Connection connection = listener.accept();
      assertThat(connection.input().read()).isEqualTo(1);
      Future<Integer> reading = threads.submit(() -> connection.input().read());

      client.close();

      assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void listenerComesBackWithTheServer() throws Exception {
    try (Listener listener = client.listen(Listener.http().subdomain("here"))) {
      pair.restartServer();

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(client.tunnels()).hasSize(1));
      Future<String> answer = threads.submit(() -> visited("here"));
      try (Connection connection = listener.accept()) {
        assertThat(head(connection.input())).startsWith("GET /orders ");
        connection.output().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(UTF_8));
        assertThat(answer.get(10, TimeUnit.SECONDS)).startsWith("HTTP/1.1 204 ");
      }
    }
  }

  @Test
  void heartbeatsAreHeardByAllWhoAsked() {
    List<Duration> heard = new CopyOnWriteArrayList<>();
    List<Duration> alsoHeard = new CopyOnWriteArrayList<>();
    try (NgrokClient other =
        pair.clientBuilder().onHeartbeat(heard::add).onHeartbeat(alsoHeard::add).start()) {
      assertThat(other.tunnels()).isEmpty();
      await().untilAsserted(() -> assertThat(heard).isNotEmpty());
      await().untilAsserted(() -> assertThat(alsoHeard).isNotEmpty());
    }
  }

  @Test
  void endForGoodIsHeard() {
    Forwarder unused = client.forward(TunnelSpec.http("1").subdomain("shop"));
    List<String> heard = new CopyOnWriteArrayList<>();

    assertThatThrownBy(
            () ->
                pair.clientBuilder()
                    .tunnel(TunnelSpec.http("1").subdomain("shop"))
                    .onStop(heard::add)
                    .start())
        .isInstanceOf(NgrokException.class);

    assertThat(heard).singleElement().asString().contains("is already registered");
  }
}
