package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.testing.LocalService;
import org.ngrokd.server.testing.TestHellos;

/** Several servers share their names, and visitors come to any of them. */
@SuppressWarnings("StringConcatToTextBlock") // the carriage returns are to be seen
abstract class ClusterContract {
  private ClusterScene scene;
  private ClusterScene.Node one;
  private ClusterScene.Node other;

  abstract ClusterScene scene(Path directory);

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    scene = scene(directory);
    one = scene.node();
    other = scene.node();
  }

  @AfterEach
  void end() throws Exception {
    scene.close();
  }

  private static String get(String name, String... headers) {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return "GET /x HTTP/1.1\r\nHost: "
        + name
        + "."
        + TestServer.DOMAIN
        + "\r\nConnection: close\r\n"
        + more
        + "\r\n";
  }

  private static String ask(InetSocketAddress at, String request) throws IOException {
    try (Visitor visitor = Visitor.connect(at)) {
      return visitor.send(request).readToEnd();
    }
  }

  /** Of a new client each time: one that was refused is let go, as 1.7 does. */
  private String refusalThere() throws IOException {
    return other.client("").refusal("http", "web", 0);
  }

  @Test
  void nameThatOneServerHasTheOtherRefuses() throws Exception {
    OldSession here = one.client("");
    assertThat(here.refusal("http", "web", 0)).isEmpty();

    assertThat(refusalThere()).contains("is already registered");

    here.close();
    await().atMost(Duration.ofSeconds(20)).until(() -> refusalThere().isEmpty());
  }

  @Test
  void visitorWhoComesToTheOtherServerIsSentToTheTunnel() throws Exception {
    try (LocalService service = LocalService.mirror()) {
      OldSession client = one.client("");
      client.tunnel("http", "web", 0);
      ScriptedPeer proxy = client.proxy();
      try (Visitor visitor = Visitor.connect(other.at("http"))) {
        visitor.send(get("web"));

        String start = proxy.expectSplitMessage();
        assertThat(MessageText.field(start, "ClientAddr"))
            .endsWith(":" + visitor.socket().getLocalPort());
        OldRelay.begin(proxy, service.port());
        assertThat(visitor.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").contains("GET /x ");
      }
      scene.serve(client, service.port());
      assertThat(ask(one.at("http"), get("web"))).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(ask(other.at("http"), get("web"))).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(ask(other.at("http"), get("nobody"))).startsWith("HTTP/1.0 404 Not Found\r\n");
    }
  }

  @Test
  void visitorsWhoComeByTheOtherServerAreInTheFiguresOfTheTunnel() throws Exception {
    try (LocalService service = LocalService.mirror()) {
      OldSession client = one.client("");
      client.tunnel("http", "web", 0);
      scene.serve(client, service.port());
      for (int i = 0; i < 3; i++) {
        assertThat(ask(other.at("http"), get("web"))).startsWith("HTTP/1.1 200 OK\r\n");
      }

      await()
          .untilAsserted(
              () ->
                  assertThat(String.join("", one.says("tunnels", "-json")))
                      .containsPattern("\"requests\":3,\"bytesIn\":[1-9]\\d+"));
    }
  }

  /** Though nobody here has asked for its https name before. */
  @Test
  void visitorsByHttpAreSentOnToHttpsAtOnce() throws Exception {
    OldSession client = one.client("");
    client.tunnel("https", "web", 0);
    String answer =
        client
            .client()
            .requestTunnel(
                "{\"Type\":\"ReqTunnel\",\"Payload\":{\"ReqId\":\"8\",\"Protocol\":\"http\",\"Hostname\":\"\","
                    + "\"Subdomain\":\"web\",\"HttpAuth\":\"\",\"RemotePort\":0,\"RedirectToHttps\":true}}");
    assertThat(MessageText.field(answer, "Error")).isEmpty();

    assertThat(ask(other.at("http"), get("web")))
        .startsWith("HTTP/1.0 301 ")
        .contains("https://web." + TestServer.DOMAIN);
  }

  @Test
  void visitorsByHttpsAreSentToTheTunnelToo() throws Exception {
    try (LocalService service = LocalService.mirror()) {
      OldSession client = one.client("");
      client.tunnel("https", "web", 0);
      scene.serve(client, service.port());
      InetSocketAddress at = other.at("https");
      try (SSLSocket secure =
              (SSLSocket)
                  TestCertificates.trustAllContext()
                      .getSocketFactory()
                      .createSocket(
                          new Socket(at.getAddress(), at.getPort()),
                          "web." + TestServer.DOMAIN,
                          443,
                          true);
          Visitor visitor = Visitor.on(secure)) {
        assertThat(visitor.send(get("web")).readToEnd())
            .startsWith("HTTP/1.1 200 OK\r\n")
            .contains("GET /x ");
      }
    }
  }

  @Test
  void portOfATcpTunnelIsOpenOnEachServer() throws Exception {
    try (LocalService service = LocalService.echo()) {
      OldSession client = one.client("");
      int port = OldSession.port(client.tunnel("tcp", "", 0));
      scene.serve(client, service.port());

      await()
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                try (Visitor visitor =
                    Visitor.connect(new InetSocketAddress(other.address, port))) {
                  visitor.send("hello").expect("hello");
                }
              });

      client.close();
      await().until(() -> isClosed(port));
    }
  }

  private boolean isClosed(int port) {
    try (Visitor visitor = Visitor.connect(new InetSocketAddress(other.address, port))) {
      return visitor.socket().isClosed();
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void visitorsOfTlsTunnelsAreSentThereAsTheyCome() throws Exception {
    byte[] hello = TestHellos.naming("nas." + TestServer.DOMAIN);
    try (LocalService service = LocalService.echo()) {
      OldSession client = one.client("");
      client.tunnel("tls", "nas", 0);
      scene.serve(client, service.port());
      // Until the way to the other server is there, the name is nobody's here.
      await()
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                try (Visitor visitor = Visitor.connect(other.at("https"))) {
                  visitor.send(hello);

                  assertThat(visitor.in().readNBytes(hello.length)).isEqualTo(hello);
                  visitor.send("more").expect("more");
                }
              });
    }
  }

  @Test
  void allThatIsSentArrivesThoughItsReaderIsSlow() throws Exception {
    byte[] sent = new byte[12 << 20];
    new Random(20).nextBytes(sent);
    try (LocalService service = LocalService.echo()) {
      OldSession client = one.client("");
      int port = OldSession.port(client.tunnel("tcp", "", 0));
      scene.serve(client, service.port());
      await().until(() -> !isClosed(port));
      try (Visitor visitor = Visitor.connect(new InetSocketAddress(other.address, port))) {
        CompletableFuture<Void> sending =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    visitor.send(sent);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
        byte[] came = new byte[sent.length];
        for (int at = 0;
            at < came.length;
            at += 1 << 20) { // each time all that is between fills up
          int unused = visitor.in().readNBytes(came, at, 1 << 20);
          if (at < 4 << 20) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
          }
        }
        sending.join();
        assertThat(Arrays.equals(came, sent)).isTrue();
      }
    }
  }

  @Test
  void rulesOfATunnelHoldOnEachServer() throws Exception {
    try (LocalService service = LocalService.mirror()) {
      OldSession client = one.client("");
      client.tunnel(
          "{\"Type\":\"ReqTunnel\",\"Payload\":{\"ReqId\":\"7\",\"Protocol\":\"http\",\"Hostname\":\"\","
              + "\"Subdomain\":\"web\",\"HttpAuth\":\"ada:secret\",\"RemotePort\":0}}");
      scene.serve(client, service.port());

      assertThat(ask(other.at("http"), get("web"))).contains("401");
      String basic =
          Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.UTF_8));
      assertThat(ask(other.at("http"), get("web", "Authorization: Basic " + basic)))
          .startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  @SuppressWarnings("try") // one is closed before its time
  void clientThatComesToTheOtherServerHasItsNameAtOnce() throws Exception {
    try (LocalService before = LocalService.mirror();
        LocalService after = LocalService.mirror()) {
      OldSession client = one.client("");
      client.tunnel("http", "web", 0);
      scene.serve(client, before.port());
      assertThat(ask(other.at("http"), get("web"))).startsWith("HTTP/1.1 200 OK\r\n");

      OldSession again = other.client(client.clientId());
      assertThat(again.clientId()).isEqualTo(client.clientId());
      assertThat(again.refusal("http", "web", 0)).isEmpty();
      scene.serve(again, after.port());

      before.close();
      await()
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                assertThat(ask(other.at("http"), get("web"))).startsWith("HTTP/1.1 200 OK\r\n");
                assertThat(ask(one.at("http"), get("web"))).startsWith("HTTP/1.1 200 OK\r\n");
              });
    }
  }

  @Test
  void clientWithoutANameHasItsRandomOneAgainAtTheOtherServer() throws Exception {
    OldSession client = one.client("");
    String url = host(client.tunnel("http", "", 0));
    String second = host(client.tunnel("https", "", 0));

    await()
        .untilAsserted( // what is remembered is told beside the answer
            () -> {
              OldSession again = other.client(client.clientId());
              assertThat(host(again.tunnel("http", "", 0))).isEqualTo(url);
              assertThat(host(again.tunnel("https", "", 0))).isEqualTo(second);
            });
  }

  private static String host(String url) {
    return url.substring(0, url.lastIndexOf(':'));
  }

  @Test
  void clientComesBackWithItsPortByChanceToo() throws Exception {
    OldSession client = one.client("");
    int port = OldSession.port(client.tunnel("tcp", "", 0));
    await().until(() -> !isClosed(port));

    OldSession again = other.client(client.clientId());

    assertThat(OldSession.port(again.tunnel("tcp", "", 0))).isEqualTo(port);
  }

  @Test
  void clientThatUnderstandsIsToldOfTheOtherServer() throws Exception {
    String there = "127.0.0.2:" + other.at("tunnel").getPort();
    OldSession client = one.saying("\"homes\"", "");

    String told = client.control().expectSplitMessage();
    while (!told.contains("\"Others\":[\"" + there + "\"]")) { // it may not have been known yet
      told = client.control().expectSplitMessage();
    }
    assertThat(MessageText.type(told)).isEqualTo("Homes");
    assertThat(MessageText.field(told, "Own")).isEqualTo("127.0.0.1:" + one.at("tunnel").getPort());

    other.close();
    do {
      told = client.control().expectSplitMessage();
    } while (!MessageText.type(told).equals("Homes"));
    assertThat(told).doesNotContain("Others");
  }

  /** Even at the same server, which is what a wrong address comes to. */
  @Test
  void clientInReserveTakesNobodysPlaceUntilItAsksForATunnel() throws Exception {
    OldSession active = one.client("");
    active.tunnel("http", "web", 0);
    OldSession reserve = one.saying("\"homes\",\"reserve\"", active.clientId());
    assertThat(reserve.clientId()).isEqualTo(active.clientId());
    assertThat(MessageText.type(reserve.control().expectSplitMessage())).isEqualTo("Homes");
    active.control().sendSplit(OldSession.PING);
    String answer = active.control().expectSplitMessage();
    while (answer.equals(OldSession.REQ_PROXY)) {
      answer = active.control().expectSplitMessage();
    }
    assertThat(answer).isEqualTo(OldSession.PONG);

    assertThat(reserve.refusal("http", "web", 0)).isEmpty();

    var unused = active.control().expectClosed();
  }

  @Test
  void visitorsWaitWhileANameGoesFromOneServerToTheOther() throws Exception {
    try (LocalService service = LocalService.mirror()) {
      OldSession client = one.client("");
      client.tunnel("http", "web", 0);
      scene.serve(client, service.port());
      assertThat(ask(other.at("http"), get("web"))).startsWith("HTTP/1.1 200 OK\r\n");

      for (int each = 0; each < 10; each++) {
        ClusterScene.Node to = each % 2 == 0 ? other : one;
        OldSession next = to.client(client.clientId());
        scene.serve(next, service.port());
        CompletableFuture<String> meanwhile =
            CompletableFuture.supplyAsync(
                () -> {
                  StringBuilder answers = new StringBuilder();
                  try {
                    for (int i = 0; i < 20; i++) {
                      answers.append(ask(to.at("http"), get("web")), 0, 12).append('\n');
                    }
                  } catch (IOException | RuntimeException e) {
                    answers.append(e);
                  }
                  return answers.toString();
                });
        assertThat(next.refusal("http", "web", 0)).isEmpty();
        assertThat(meanwhile.join().lines()).hasSize(20).containsOnly("HTTP/1.1 200");
      }
    }
  }

  @Test
  void clientComesBackWithItsPortToo() throws Exception {
    try (LocalService service = LocalService.echo()) {
      OldSession client = one.client("");
      int port = OldSession.port(client.tunnel("tcp", "", 0));
      await().until(() -> !isClosed(port));

      OldSession again = other.client(client.clientId());
      assertThat(again.refusal("tcp", "", port)).isEmpty();
      scene.serve(again, service.port());

      for (ClusterScene.Node node : new ClusterScene.Node[] {other, one}) {
        await()
            .atMost(Duration.ofSeconds(20))
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  try (Visitor visitor =
                      Visitor.connect(new InetSocketAddress(node.address, port))) {
                    visitor.send("hello").expect("hello");
                  }
                });
      }
    }
  }

  /** Its computer has lost its power: nothing is answered, and nothing is said. */
  @Test
  void clientThatIsGoneAtTheOtherServerGivesItsNameUpWhenAnotherWantsIt() throws Exception {
    OldSession gone = one.mute();
    gone.tunnel("http", "web", 0);
    long start = System.nanoTime();

    await()
        .atMost(Duration.ofSeconds(20)) // one that was heard a moment ago is not asked
        .until(() -> refusalThere().isEmpty());

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(Duration.ofSeconds(25)); // the server itself finds out after 30 s
    assertThat(gone.clientId()).isNotEmpty();
  }

  @Test
  void portThatTheOtherServerHasIsRefusedAndStaysOpenForItsVisitors() throws Exception {
    try (LocalService service = LocalService.echo()) {
      OldSession client = one.client("");
      int port = OldSession.port(client.tunnel("tcp", "", 0));
      scene.serve(client, service.port());
      await().until(() -> !isClosed(port));

      assertThat(other.client("").refusal("tcp", "", port)).contains("is already registered");

      try (Visitor visitor = Visitor.connect(new InetSocketAddress(other.address, port))) {
        visitor.send("hello").expect("hello");
      }
    }
  }

  @Test
  void namesOfAServerThatStopsAreFreeAtOnce() throws Exception {
    OldSession client = one.client("");
    client.tunnel("http", "web", 0);
    assertThat(refusalThere()).isNotEmpty();

    one.close();

    assertThat(refusalThere()).isEmpty();
  }
}
