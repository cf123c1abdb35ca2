package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;

/** Who looks after a server asks it by the commands of ngrokd. */
class AdminIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir private Path state = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private TestServer server;
  private OldSession session;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start(state);
    session = OldSession.online(server);
  }

  @AfterEach
  void stop() throws IOException {
    session.close();
    server.close();
  }

  private int run(String... arguments) {
    return run(state, arguments);
  }

  private int run(Path directory, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine(Map.of("NGROKD_HOME", directory.toString()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private List<String> said(String... arguments) {
    assertThat(run(arguments)).as("%s", err).isZero();
    return out.toString().lines().toList();
  }

  private JsonValue json(String... arguments) {
    return Json.read(String.join("\n", said(arguments)).getBytes(StandardCharsets.UTF_8));
  }

  private void visit(String path) throws IOException {
    try (Visitor visitor = server.visitor();
        ScriptedPeer proxy = session.proxy()) {
      visitor.send("GET " + path + " HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n");
      assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
      proxy.expectStream("GET " + path + " HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n");
      proxy.socket().writeStream(OK.getBytes(StandardCharsets.US_ASCII));
      visitor.expect(OK);
    }
  }

  @Test
  void statusSaysHowTheServerRuns() throws Exception {
    session.tunnel("http", "www", 0);

    List<String> lines = said("status");

    assertThat(lines.get(0)).startsWith("ngrokd ").contains(" for tunnel.example: running for ");
    assertThat(lines).anyMatch(line -> line.matches("Listens +http 127\\.0\\.0\\.1:.*"));
    assertThat(lines).anyMatch(line -> line.matches("Now +clients 1, tunnels 1, visitors 0 of .*"));
    assertThat(lines).anyMatch(line -> line.matches("Slow +nobody"));
    assertThat(lines).allMatch(line -> line.length() <= 80);
  }

  @Test
  void tunnelsShowWhatHasPassed() throws Exception {
    String url = session.tunnel("http", "www", 0);
    visit("/1");

    await()
        .untilAsserted(
            () -> {
              JsonValue tunnel = json("tunnels", "--json").get("tunnels").elements().get(0);
              assertThat(tunnel.get("url").text()).contains(url);
              assertThat(tunnel.get("requests").number()).contains(1L);
              assertThat(tunnel.get("bytesOut").number()).contains((long) OK.length());
              assertThat(tunnel.get("open").number()).contains(0L);
            });
    assertThat(said("tunnels"))
        .anyMatch(line -> line.contains("URL"))
        .anyMatch(line -> line.contains(url))
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void listsAreOfWhatMatches() throws Exception {
    session.tunnel("http", "www", 0);
    String nas = session.tunnel("http", "nas", 0);

    JsonValue list = json("tunnels", "-match=NAS", "--json");

    assertThat(list.get("all").number()).contains(1L);
    assertThat(list.get("tunnels").elements().get(0).get("url").text()).contains(nas);
    assertThat(said("tunnels", "-match=no such")).containsExactly("There are no tunnels.");
    assertThat(json("tunnels", "-limit=1", "--json").get("all").number()).contains(2L);
  }

  @Test
  void whoAsksAndDoesNotReadHoldsUpNobodyAndMakesTheServerHoldLittle() throws Exception {
    for (int i = 0; i < 20; i++) {
      session.tunnel("http", "name-" + i, 0);
    }
    byte[] asking =
        "GET /v1/tunnels HTTP/1.1\r\nHost: x\r\n\r\n"
            .repeat(200)
            .getBytes(StandardCharsets.US_ASCII);
    UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(state.resolve("admin.sock"));
    try (SocketChannel stalled = SocketChannel.open(socket);
        SocketChannel another = SocketChannel.open(socket)) {
      stalled.write(ByteBuffer.wrap(asking));
      another.write(ByteBuffer.wrap(asking));

      for (int i = 0; i < 5; i++) {
        assertThat(said("tunnels")).hasSize(21);
      }
      assertThat(server.server().guard().memory().budget().used()).isLessThan(512 * 1024);
    }
  }

  @Test
  void connectionsThatGoOnAreCountedToo() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    try (Visitor visitor = Visitor.connect(port);
        ScriptedPeer proxy = session.proxy()) {
      proxy.expectSplitMessage();
      visitor.send("hello");
      proxy.expectStream("hello");

      JsonValue tunnel = json("tunnels", "--json").get("tunnels").elements().get(0);

      assertThat(tunnel.get("open").number()).contains(1L);
      assertThat(tunnel.get("bytesIn").number()).contains(5L);
    }
  }

  @Test
  void visitorWhoWaitsForTheClientIsSlow() throws Exception {
    session.tunnel("http", "www", 0);
    try (Visitor visitor = server.visitor()) {
      visitor.send("GET / HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n");

      await()
          .untilAsserted(
              () ->
                  assertThat(String.join("\n", said("status")))
                      .containsPattern(
                          "Slow +127\\.0\\.0\\.1:[0-9]+ waits for the client of\\s+"
                              + "http://www\\.tunnel\\.example"));
    }
  }

  @Test
  void clientsShowWhoIsThere() throws Exception {
    session.tunnel("http", "www", 0);
    session.tunnel("tcp", "", 0);

    JsonValue client = json("clients", "--json").get("clients").elements().get(0);

    assertThat(client.get("address").text().orElse("")).startsWith("127.0.0.1:");
    assertThat(client.get("tunnels").number()).contains(2L);
    assertThat(client.get("streams").number()).contains(0L);
    assertThat(client.get("roundTripMillis").fraction().orElse(0.0)).isBetween(0.001, 1000.0);
    assertThat(said("clients")).hasSize(2).allMatch(line -> line.length() <= 80);
  }

  @Test
  void kickSendsAClientAwayAndSaysWhatKeepsItAway() throws Exception {
    session.tunnel("http", "www", 0);
    String id = said("clients").get(1).split(" ", 2)[0];

    List<String> lines = said("kick", id);

    assertThat(lines.get(0)).matches("Sent client " + id + " at 127\\..* away, with 1 tunnels\\.");
    assertThat(lines.get(1)).contains("one of 1.7 not for 10 minutes").contains("-authFile");
    session.control().expectClosed();
    assertThat(said("clients")).containsExactly("There are no clients.");
  }

  @Test
  void kickOfNobodyFailsInOneLine() {
    assertThat(run("kick", "0000000000000000")).isEqualTo(1);
    assertThat(err.toString().lines().toList())
        .singleElement()
        .asString()
        .contains("There is no client 0000000000000000");
    assertThat(run("kick", "nobody!")).isEqualTo(2);
  }

  @Test
  void whereNoServerRunsOneLineSaysSo(@TempDir Path other) {
    for (String command : List.of("status", "tunnels", "clients")) {
      assertThat(run(other, command)).isEqualTo(1);
      assertThat(err.toString().lines().toList())
          .singleElement()
          .asString()
          .contains("No ngrokd runs with this state directory: " + other);
    }
  }

  @Test
  void socketIsForItsOwnerAloneAndGoesWithTheServer() throws Exception {
    Path socket = state.resolve("admin.sock");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");

    server.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void socketThatAServerBeforeHasLeftIsReplaced(@TempDir Path left) throws Exception {
    Files.writeString(left.resolve("admin.sock"), "stale");
    try (TestServer next = TestServer.start(left)) {
      assertThat(run(left, "status")).isZero();
      assertThat(next.server().address("http")).isPresent();
    }
  }

  @Test
  void pathThatIsTooLongForASocketIsNoHindrance(@TempDir Path parent) throws Exception {
    Path deep = Files.createDirectories(parent.resolve("a".repeat(60)).resolve("b".repeat(60)));
    try (TestServer next = TestServer.start(deep)) {
      assertThat(next.server().address("http")).isPresent();
      assertThat(run(deep, "status")).as("%s", err).isZero();
      assertThat(Files.readSymbolicLink(deep.resolve("admin.sock")).toString())
          .hasSizeLessThan(100);
    }
    assertThat(Files.exists(deep.resolve("admin.sock"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void wrongOrderOfAListIsWrongUsage() {
    assertThat(run("tunnels", "-sort=size")).isEqualTo(2);
    assertThat(err.toString()).contains("expected name, rate, bytes or connections");
  }
}
