package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.testing.LocalService;
import org.ngrokd.server.testing.OwnEtcd;

/** Servers of a cluster that are killed and stopped, as processes. */
@EnabledOnOs(OS.LINUX)
@SuppressWarnings("StringConcatToTextBlock") // the carriage returns are to be seen
class ClusterProcessesIT {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: www.tunnel.example\r\nConnection: close\r\n\r\n";

  /** Id, address, version and how long it is up. */
  private static final String NODE = "[0-9a-f]{16} +127\\.0\\.0\\.1:\\d+ .* \\d+s";

  /** The usual one, and as much again. */
  private static final Duration LEASE_IS_OVER = Duration.ofSeconds(25);

  private final List<AutoCloseable> open = new ArrayList<>();
  private OwnEtcd etcd;
  private Path directory = Path.of("");

  /** A server that is a process. */
  private record Node(
      ServerProcess process, Path state, int http, int tunnel, Optional<Integer> metrics) {
    OldSession client() throws IOException {
      OldClient client =
          new OldClient(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), tunnel),
              TestCertificates.trustAllContext(),
              TlsOptions.DEFAULT);
      String reply = client.connectAndAuth("", "");
      return new OldSession(client, MessageText.field(reply, "ClientId"));
    }

    String ask() throws IOException {
      try (Visitor visitor = Visitor.connect(http)) {
        return visitor.send(REQUEST).readToEnd();
      }
    }
  }

  @BeforeEach
  void start(@TempDir Path given) {
    directory = given;
    Optional<OwnEtcd> started = OwnEtcd.start();
    assumeTrue(started.isPresent(), "etcd is not installed");
    etcd = started.get();
    open.add(etcd);
  }

  @AfterEach
  void end() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private Node node(String... more) throws IOException {
    String members =
        etcd.options().endpoints().stream().map(Object::toString).collect(Collectors.joining(","));
    int at = FreePort.tcp();
    List<String> flags = new ArrayList<>(List.of(more));
    flags.addAll(List.of("-cluster=etcd://" + members, "-nodeAddr=127.0.0.1:" + at));
    Path state = directory.resolve("node" + at);
    ServerProcess process = ServerProcess.start(state, List.of(), flags.toArray(String[]::new));
    open.add(process);
    int http = process.awaitPort("public http connections");
    process.awaitLine("In the cluster as node"); // before the first client, who may ask at once
    int tunnel = process.awaitPort("control and proxy connections");
    Optional<Integer> metrics =
        more.length == 0 ? Optional.empty() : Optional.of(process.awaitPort("metrics connections"));
    return new Node(process, state, http, tunnel, metrics);
  }

  private LocalService saying(String what) {
    LocalService service =
        LocalService.that(
            peer -> {
              byte[] got = new byte[REQUEST.length()];
              int unused = peer.getInputStream().readNBytes(got, 0, REQUEST.length());
              String reply =
                  "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                      .formatted(what.length(), what);
              peer.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
            });
    open.add(service);
    return service;
  }

  private static void serve(OldSession session, int servicePort) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  ScriptedPeer proxy = session.proxy();
                  String unused = proxy.expectSplitMessage();
                  OldRelay.begin(proxy, servicePort);
                }
              } catch (IOException | AssertionError e) {
                // the client has ended
              }
            },
            "old client");
    thread.setDaemon(true);
    thread.start();
  }

  /** A client whose answers say who it is, once it may have the name. */
  private void newcomer(Node node, String what) {
    await()
        .atMost(LEASE_IS_OVER)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              OldSession client = node.client();
              if (!client.refusal("http", "www", 0).isEmpty()) {
                client.close();
                return false;
              }
              serve(client, saying(what).port());
              return true;
            });
  }

  private static List<String> said(Node node, String command) {
    StringWriter out = new StringWriter();
    int code =
        Main.commandLine(Map.of("NGROKD_HOME", node.state().toString()))
            .setOut(new PrintWriter(out, true))
            .execute(command);
    assertThat(code).isZero();
    return out.toString().lines().toList();
  }

  @Test
  void nodesAndTheirFiguresAreShown() throws Exception {
    Node one = node("-metricsAddr=127.0.0.1:0");
    Node other = node();
    OldSession client = one.client();
    client.tunnel("http", "www", 0);

    await()
        .untilAsserted(
            () ->
                assertThat(said(one, "nodes"))
                    .hasSize(3)
                    .anyMatch(line -> line.matches(NODE + " +1 +1 +0 +this one"))
                    .anyMatch(line -> line.matches(NODE + " +0 +0 +0 *")));
    try (Visitor visitor = Visitor.connect(one.metrics().orElseThrow())) {
      assertThat(visitor.send("GET /metrics HTTP/1.0\r\n\r\n").readToEnd())
          .contains("ngrokd_cluster_lease 1.0", "ngrokd_cluster_names 1.0");
    }
    other.process().signal("STOP");
    assertThat(said(one, "tunnels"))
        .anyMatch(line -> line.contains("http://www."))
        .anyMatch(line -> line.matches("Not shown: what is at .* \\(it does not answer\\)\\."));
    assertThat(said(one, "nodes")).anyMatch(line -> line.endsWith("it does not answer"));
    other.process().signal("CONT");
    assertThat(client.clientId())
        .isNotEmpty(); // held until here: a socket that nobody holds is closed
  }

  @Test
  void nameOfAServerThatIsKilledIsFreeWhenItsLeaseEnds() throws Exception {
    Node one = node();
    Node other = node();
    OldSession client = one.client();
    client.tunnel("http", "www", 0);
    serve(client, saying("one").port());
    assertThat(one.ask()).endsWith("one");
    assertThat(other.ask()).endsWith("one");

    one.process().signal("KILL");
    assertThat(other.client().refusal("http", "www", 0)).contains("is already registered");
    assertThat(other.ask()).startsWith("HTTP/1.0 50");

    newcomer(other, "other");
    assertThat(other.ask()).endsWith("other");
  }

  /** Its clients are still connected, and it knows of nothing yet. */
  @Test
  void serverThatWasStoppedDoesNotServeWhatItHasLost() throws Exception {
    Node one = node();
    Node other = node();
    OldSession client = one.client();
    client.tunnel("http", "www", 0);
    serve(client, saying("one").port());
    assertThat(one.ask()).endsWith("one");

    one.process().signal("STOP");
    newcomer(other, "other");
    assertThat(other.ask()).endsWith("other");
    List<Visitor> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) { // they are in the queue when it goes on
      waiting.add(Visitor.connect(one.http()).send(REQUEST));
    }
    one.process().signal("CONT");

    for (Visitor visitor : waiting) {
      assertThat(visitor.readToEnd()).doesNotEndWith("one");
    }
    await().untilAsserted(() -> assertThat(one.ask()).endsWith("other"));
    assertThat(other.ask()).endsWith("other");
  }

  @Test
  void tunnelsGoOnWhenTheEngineWasAwayAndNewNamesWait() throws Exception {
    Node one = node();
    OldSession client = one.client();
    client.tunnel("http", "www", 0);
    serve(client, saying("one").port());
    assertThat(one.ask()).endsWith("one");

    for (int member = 0; member < etcd.members(); member++) {
      etcd.kill(member);
    }
    assertThat(one.ask()).endsWith("one");
    assertThat(one.client().refusal("http", "new", 0)).contains("try again");
    for (int member = 0; member < etcd.members(); member++) {
      etcd.begin(member);
    }

    await()
        .atMost(LEASE_IS_OVER)
        .until(() -> one.client().refusal("http", "new" + System.nanoTime(), 0).isEmpty());
    await().untilAsserted(() -> assertThat(one.ask()).endsWith("one"));
    client.control().sendSplit(OldSession.PING); // it is the same that was there before
    String answer = client.control().expectSplitMessage();
    while (answer.equals(OldSession.REQ_PROXY)) {
      answer = client.control().expectSplitMessage();
    }
    assertThat(answer).isEqualTo(OldSession.PONG);
  }
}
