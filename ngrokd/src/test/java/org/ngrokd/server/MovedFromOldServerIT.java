package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.OldServer;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.Visitor;

/**
 * docs/guides/moving.md: ngrokd is started in a 1.7 server's place, with its flags, its certificate
 * files and its clients, who notice nothing but a lost connection.
 */
class MovedFromOldServerIT {
  private static final String OLD_ID = "0123456789abcdef0123456789abcdef";

  private final TestCertificates certificates =
      TestCertificates.forNames("dns:tunnel.example,dns:*.tunnel.example");
  private int tunnelPort;
  private int tcpPort;
  private @Nullable ServerProcess moved;

  @TempDir Path directory;

  @BeforeEach
  void installTheOldServer() throws IOException {
    tunnelPort = FreePort.tcp();
    tcpPort = FreePort.tcp();
    PemFiles.writeCertificates(
        directory.resolve("server.crt"), List.of(certificates.certificate()));
    PemFiles.writePrivateKey(directory.resolve("server.key"), certificates.privateKey());
  }

  @AfterEach
  void stop() {
    if (moved != null) {
      moved.close();
    }
  }

  /** It trusts the old server's certificate and no other, and asks for its name. */
  private OldClient client() {
    return new OldClient(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), tunnelPort),
        certificates.trustingContext(),
        TlsOptions.DEFAULT.withServerName("tunnel.example"));
  }

  private static String askForName() {
    return OldClient.reqTunnel("1", "http", "nas", 0);
  }

  private String askForPort() {
    return OldClient.reqTunnel("2", "tcp", "", tcpPort);
  }

  /** A client's life at the 1.7 server, until that is stopped. */
  private void liveAtTheOldServer() throws Exception {
    try (OldServer old =
            OldServer.listen(tunnelPort, certificates.serverContext(), TlsOptions.DEFAULT);
        OldClient client = client()) {
      CompletableFuture<String> login =
          CompletableFuture.supplyAsync(() -> unchecked(() -> client.connectAndAuth("", "")));
      ScriptedPeer control = old.nextConnection();
      assertThat(control.expectSplitMessage()).isEqualTo(OldClient.auth("", ""));
      control.sendSplit(
          "{\"Type\":\"AuthResp\",\"Payload\":{\"Version\":\"2\",\"MmVersion\":\"1.7\",\"ClientId\":\""
              + OLD_ID
              + "\",\"Error\":\"\"}}");
      assertThat(MessageText.field(login.join(), "ClientId")).isEqualTo(OLD_ID);
      client.control().sendSplit(askForName());
      assertThat(control.expectSplitMessage()).isEqualTo(askForName());
      control.sendSplit(
          "{\"Type\":\"NewTunnel\",\"Payload\":{\"ReqId\":\"1\",\"Url\":\"http://nas.tunnel.example\","
              + "\"Protocol\":\"http\",\"Error\":\"\"}}");
      assertThat(client.nextNewTunnel()).contains("http://nas.tunnel.example");
    }
  }

  private interface Work {
    String done() throws IOException;
  }

  private static String unchecked(Work work) {
    try {
      return work.done();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The command line of 1.7, with ports for the test. */
  private int startInItsPlace(Map<String, String> environment) throws IOException {
    moved =
        ServerProcess.start(
            directory.resolve("state"),
            new ServerProcess.Launch(List.of(), List.of(), environment),
            "-domain=tunnel.example",
            "-httpAddr=127.0.0.1:0",
            "-httpsAddr=127.0.0.1:0",
            "-tunnelAddr=127.0.0.1:" + tunnelPort,
            "-tlsCrt=" + directory.resolve("server.crt"),
            "-tlsKey=" + directory.resolve("server.key"),
            "-log=stdout",
            "-log-level=INFO");
    int http = moved.awaitPort("public http connections");
    moved.awaitLine("control and proxy connections");
    return http;
  }

  @Test
  void clientsOfTheOldServerComeBackToTheirNamesAndPorts() throws Exception {
    liveAtTheOldServer();

    int http = startInItsPlace(Map.of());

    try (OldSession back = OldSession.online(client(), OLD_ID)) {
      assertThat(back.tunnel(askForName())).startsWith("http://nas.tunnel.example");
      assertThat(back.tunnel(askForPort())).isEqualTo("tcp://tunnel.example:" + tcpPort);
      visit(back, http);
    }
  }

  private static void visit(OldSession session, int http) throws IOException {
    try (ScriptedPeer proxy = session.proxy();
        Visitor visitor = Visitor.connect(http)) {
      visitor.send("GET / HTTP/1.1\r\nHost: nas.tunnel.example\r\n\r\n");
      assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
      proxy.expectStream("GET / HTTP/1.1\r\nHost: nas.tunnel.example\r\n");
      proxy.socket().writeRecord("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnas");
      visitor.expect("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnas");
    }
  }

  /** 1.7 kept its names in a form of Go's. */
  @Test
  void namesThatTheOldServerRememberedAreNoObstacle() throws Exception {
    Path remembered = directory.resolve("registry.cache");
    byte[] old = {13, -1, -127, 2, 1, 2, -1, -126, 0, 1, -1, -128, 0, 0, 9, 10};
    Files.write(remembered, old);
    liveAtTheOldServer();

    startInItsPlace(Map.of("REGISTRY_CACHE_FILE", remembered.toString()));

    try (OldSession back = OldSession.online(client(), OLD_ID)) {
      assertThat(back.tunnel(askForName())).startsWith("http://nas.tunnel.example");
    }
  }
}
