package org.ngrokd.client.pgrok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.Heard;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.streams.net.HostAndPort;

/** A tunnel by SSH against a server that behaves as pgrok's. */
class SshUplinkIT {
  private static final String URL = "http://alice.example.com";
  private static final String GET =
      "GET /a HTTP/1.1\r\nHost: alice.example.com\r\nConnection: close\r\n\r\n";
  private static final String OK =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi";

  private static KeyPair key;
  private static KeyPair otherKey;

  private final Heard heard = new Heard();
  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir Path directory;

  @BeforeAll
  static void makeKeys() throws Exception {
    key = newKey();
    otherKey = newKey();
  }

  private static KeyPair newKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private PgrokServer server(KeyPair hostKey) {
    PgrokServer server = PgrokServer.with(hostKey, URL);
    open.add(server);
    return server;
  }

  private LocalService web(String reply) {
    LocalService web =
        LocalService.with(
            connection -> {
              String head = LocalService.head(connection.getInputStream());
              connection
                  .getOutputStream()
                  .write((reply.isEmpty() ? head : reply).getBytes(StandardCharsets.US_ASCII));
            });
    open.add(web);
    return web;
  }

  private Path knownHosts() {
    return directory.resolve("known_hosts");
  }

  private HostKeyTrust firstSeen() {
    return new HostKeyTrust(Optional.empty(), List.of(knownHosts()), Optional.of(knownHosts()));
  }

  private static TunnelConfig tunnel(String protocol, String local) {
    return new TunnelConfig(
        "default", Map.of(protocol, LocalAddress.parse(local)), "", "", TunnelConfig.Options.NONE);
  }

  private RunningClient client(
      HostAndPort server, String token, TunnelConfig tunnel, HostKeyTrust trust) {
    RunningClient client =
        RunningClient.begin(
            new ClientConfig(
                server,
                token,
                new Trust.HostRoots(),
                Optional.empty(),
                List.of(tunnel),
                false,
                InspectOptions.DEFAULT.withAddress(Optional.empty()),
                Comeback.PATIENT),
            SshUplink.trusting(trust),
            heard);
    open.add(client);
    return client;
  }

  private RunningClient client(PgrokServer server, LocalService web) {
    return client(server.address(), PgrokServer.TOKEN, tunnel("http", web.address()), firstSeen());
  }

  private static String result(CompletableFuture<String> visit) throws Exception {
    return visit.get(60, TimeUnit.SECONDS);
  }

  @Test
  void clientAsksAsPgroksDoes() throws Exception {
    PgrokServer server = server(key);

    client(server, web(OK));

    assertThat(heard.await("online")).startsWith("online SSH-2.0-");
    assertThat(heard.await("opened")).isEqualTo("opened " + URL);
    assertThat(server.seen)
        .containsExactly(
            "hint {\"protocol\":\"http\"}",
            "tcpip-forward 0.0.0.0:0",
            "server-info {\"protocol\":\"http\"}");
    assertThat(server.clientVersion()).startsWith("SSH-2.0-ngrok");
  }

  @Test
  void visitorsAreServedAndTheInspectorSeesTheirRequests() throws Exception {
    PgrokServer server = server(key);
    RunningClient client = client(server, web(OK));
    heard.await("all open");

    assertThat(result(server.visit(GET))).isEqualTo(OK);

    SeenExchange exchange = client.agent().watched().exchanges().newestFirst().get(0).seen();
    assertThat(exchange.request().target()).isEqualTo("/a");
    assertThat(exchange.reply().orElseThrow().status()).isEqualTo(200);
    assertThat(exchange.origin().url()).isEqualTo(URL);
    assertThat(exchange.origin().clientAddr()).isEqualTo("198.51.100.7:40000");
  }

  @Test
  void pathsLeadToOtherServices() throws Exception {
    PgrokServer server = server(key);
    TunnelConfig tunnel = tunnel("http", web(OK).address());
    PathForward forward = PathForward.parse("/a=" + web(OK.replace("hi", "aa")).address());
    client(
        server.address(),
        PgrokServer.TOKEN,
        tunnel.withOptions(
            tunnel
                .options()
                .withUpstream(Upstream.PLAIN.withPaths(PathForwards.NONE.with(forward)))),
        firstSeen());
    heard.await("all open");

    assertThat(result(server.visit(GET))).endsWith("aa");
    assertThat(result(server.visit(GET.replace("/a", "/b")))).endsWith("hi");
  }

  @Test
  void serviceThatIsDownIsToldToTheVisitor() throws Exception {
    PgrokServer server = server(key);
    client(server.address(), PgrokServer.TOKEN, tunnel("http", LocalService.nobody()), firstSeen());
    heard.await("all open");

    assertThat(result(server.visit(GET))).startsWith("HTTP/1.0 502 Bad Gateway\r\n");
  }

  @Test
  void tcpTunnelPassesHalfClosesOn() throws Exception {
    PgrokServer server = PgrokServer.with(key, "tcp://example.com:10042");
    open.add(server);
    LocalService greeting =
        LocalService.with(
            connection -> {
              byte[] said = connection.getInputStream().readNBytes(5);
              connection.getOutputStream().write(said);
            });
    open.add(greeting);
    client(server.address(), PgrokServer.TOKEN, tunnel("tcp", greeting.address()), firstSeen());
    assertThat(heard.await("opened")).isEqualTo("opened tcp://example.com:10042");

    assertThat(server.seen).contains("hint {\"protocol\":\"tcp\"}");
    assertThat(result(server.visit("hello"))).isEqualTo("hello");
  }

  @Test
  void channelFromAnotherForwardIsRefused() throws Exception {
    PgrokServer server = server(key);
    client(server, web(OK));
    heard.await("all open");

    CompletableFuture<String> visit = server.visit(GET, "0.0.0.0", 22);

    assertThatThrownBy(() -> result(visit)).hasCauseInstanceOf(SshChannelOpenException.class);
  }

  @Test
  void wrongTokenIsTheEnd() throws Exception {
    PgrokServer server = server(key);

    client(server.address(), "wrong", tunnel("http", "1"), firstSeen());

    assertThat(heard.await("refused"))
        .startsWith("refused " + server.address() + " refuses the token: ")
        .doesNotContain("wrong");
  }

  @Test
  void firstKeyIsToldAndKeptAndExpectedFromThenOn() throws Exception {
    PgrokServer server = server(key);
    client(server, web(OK));
    assertThat(heard.await("warned"))
        .contains(KeyUtils.getFingerPrint(key.getPublic()))
        .contains(knownHosts().toString());
    heard.await("all open");

    server.stop();
    open.add(PgrokServer.with(otherKey, URL, server.port()));

    assertThat(heard.await("refused"))
        .contains("The host key of " + server.address() + " has CHANGED")
        .contains(KeyUtils.getFingerPrint(otherKey.getPublic()))
        .contains(knownHosts().toString());
    assertThat(Files.readString(knownHosts()))
        .isEqualTo(
            "[127.0.0.1]:" + server.port() + " " + PublicKeyEntry.toString(key.getPublic()) + "\n");
  }

  @Test
  void keyThatIsKnownIsNoNews() throws Exception {
    PgrokServer server = server(key);
    Files.writeString(
        knownHosts(),
        "# mine\n[127.0.0.1]:%d,other %s me@home\n"
            .formatted(server.port(), PublicKeyEntry.toString(key.getPublic())));

    client(server, web(OK));

    assertThat(heard.await("")).startsWith("online ");
  }

  @Test
  void fingerprintThatWasToldIsTheOnlyOneAccepted() throws Exception {
    PgrokServer server = server(key);
    Fingerprint right = Fingerprint.parse(KeyUtils.getFingerPrint(key.getPublic()));
    client(
        server.address(),
        PgrokServer.TOKEN,
        tunnel("http", web(OK).address()),
        new HostKeyTrust(Optional.of(right), List.of(), Optional.empty()));
    heard.await("all open");

    Fingerprint wrong = Fingerprint.parse(KeyUtils.getFingerPrint(otherKey.getPublic()));
    client(
        server.address(),
        PgrokServer.TOKEN,
        tunnel("http", "1"),
        new HostKeyTrust(Optional.of(wrong), List.of(), Optional.empty()));
    assertThat(heard.await("refused")).contains("and not " + wrong + ": it is another server");
  }

  @Test
  void clientComesBackAfterItsConnectionWasCut() throws Exception {
    PgrokServer server = server(key);
    client(server, web(OK));
    heard.await("all open");

    server.cut();

    assertThat(heard.await("waiting"))
        .isEqualTo("waiting " + server.address() + " closed the connection");
    heard.await("all open");
    assertThat(result(server.visit(GET))).isEqualTo(OK);
  }

  @Test
  void serverOfAnotherKindIsNamed() throws Exception {
    PgrokServer sshd = PgrokServer.ofSshAlone(key);
    open.add(sshd);

    client(sshd, web(OK));

    assertThat(heard.await("waiting")).contains("is no server of pgrok, nor ngrokd's gateway");
  }

  @Test
  void nobodyThereIsToldAndTriedAgain() throws IOException, InterruptedException {
    HostAndPort nobody = HostAndPort.parse(LocalService.nobody());

    client(nobody, PgrokServer.TOKEN, tunnel("http", "1"), firstSeen());

    assertThat(heard.await("waiting")).contains("nothing answers there; remote_addr has to be");
  }
}
