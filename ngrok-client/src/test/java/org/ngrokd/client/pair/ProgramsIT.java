package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.pair.Programs.Program;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/** What users see of the programs: their lines, their exit codes, and that they go when told. */
class ProgramsIT {
  private static final String TCP = "tunnels:\n  t:\n    proto: {tcp: %d}\n";

  private final Programs programs;
  private final LocalService service = LocalService.echo();

  ProgramsIT() throws IOException {
    programs = new Programs();
  }

  @AfterEach
  void stop() throws IOException {
    programs.close();
    service.close();
  }

  @Test
  void bothEndWithCodeZeroAndNoTraceWhenTerminated() throws Exception {
    Program server = programs.server();
    Program client = startTcpClient(server);
    try (Visitor visitor = Visitor.connect(publicPort(client))) {
      assertThat(visitor.send("open").read(4)).isEqualTo("open");

      assertThat(client.terminate()).isZero();
      assertThat(server.terminate()).isZero();
    }
    assertThat(server.text() + client.text()).doesNotContain("\tat ").doesNotContain("EROR");
    assertThat(server.text()).endsWith("[INFO] Stopped\n");
    assertThat(programs.file("state/affinity.tsv")).isNotEmptyFile();
  }

  @Test
  void portOfAKilledClientIsFreeAtOnce() throws Exception {
    Program server = programs.server();
    Program client = startTcpClient(server);
    int port = publicPort(client);

    client.process().destroyForcibly().waitFor();

    await()
        .atMost(Duration.ofSeconds(20)) // long before it would be taken for dead
        .untilAsserted(() -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close());
  }

  @Test
  void killedServerIsFoundAgainWithTheSamePort() throws Exception {
    Program server = programs.server();
    int tunnelPort = Programs.port(server, "control and proxy");
    Program client = startTcpClient(server);
    int port = publicPort(client);
    assertThat(server.terminate()).isZero();

    Program second = programs.server("-tunnelAddr", "127.0.0.1:" + tunnelPort);

    second.await("Registered new tunnel");
    assertThat(second.text()).contains("[tcp://localhost:" + port + "] Registered new tunnel");
  }

  @Test
  void portInUseIsOneLineAndExitCodeOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Program server = programs.server("-httpAddr", "127.0.0.1:" + taken.getLocalPort());

      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.text().lines().filter(line -> line.startsWith("ngrokd: ")))
          .singleElement()
          .asString()
          .contains("Cannot listen on 127.0.0.1:" + taken.getLocalPort(), "in use", "-httpAddr");
      assertThat(server.text()).doesNotContain("\tat ");
    }
  }

  @Test
  void wrongServerAddrIsToldByBothSides() throws Exception {
    Program server = programs.server();
    int port = Programs.port(server, "control and proxy");
    Files.writeString(
        programs.file("wrong.cfg"),
        "server_addr: 127.0.0.1:"
            + port
            + "\nroot_cas: state/certs/ca.crt\ninspect_addr: 127.0.0.1:0\n");

    Program client =
        programs.run(
            "target/ngrok.jar",
            List.of("-config", programs.file("wrong.cfg").toString(), "" + service.port()));

    assertThat(client.exitCode()).isEqualTo(1);
    assertThat(client.text().lines().filter(line -> !line.startsWith("Web interface ")))
        .singleElement()
        .asString()
        .contains("is for localhost, *.localhost, but server_addr asks for 127.0.0.1");
    server.await("\\[WARN\\] \\[tun:[0-9a-f]+\\] The client refused our certificate");
    assertThat(server.text()).contains("(names: localhost, *.localhost)");
  }

  @Test
  void serverIsReachedByItsSecondAddressWhenTheFirstIsDead() throws Exception {
    Program server = programs.server();
    programs.hosts("127.0.0.2 two.localhost", "127.0.0.1 two.localhost");

    Program client = startTcpClient(server, "two.localhost");

    try (Visitor visitor = Visitor.connect(publicPort(client))) {
      assertThat(visitor.send("hello").read(5)).isEqualTo("hello");
    }
  }

  @Test
  void nameOfTheServerIsLookedUpAnewAtEachAttempt() throws Exception {
    Program server = programs.server();
    programs.hosts("127.0.0.2 moved.localhost");
    Program client = startTcpClient(server, "moved.localhost");
    client.await("Trying again");

    programs.hosts("127.0.0.1 moved.localhost");

    try (Visitor visitor = Visitor.connect(publicPort(client))) {
      assertThat(visitor.send("hello").read(5)).isEqualTo("hello");
    }
  }

  @Test
  void typingErrorInTheConfigNamesFileLineKeyAndCure() throws Exception {
    Program client = programs.client(1, "auth_tokn: x\ntunnels:\n  t: {proto: {tcp: 22}}\n", "t");

    assertThat(client.exitCode()).isEqualTo(1);
    assertThat(client.text())
        .contains(".cfg:4: unknown key 'auth_tokn'. Did you mean 'auth_token'?");
  }

  private Program startTcpClient(Program server) throws IOException {
    return programs.client(
        Programs.port(server, "control and proxy"), TCP.formatted(service.port()), "start-all");
  }

  /** The same, but the server is known by another name. */
  private Program startTcpClient(Program server, String host) throws IOException {
    int port = Programs.port(server, "control and proxy");
    Files.writeString(
        programs.file("named.cfg"),
        "server_addr: "
            + host
            + ":"
            + port
            + "\nroot_cas: state/certs/ca.crt\ninspect_addr: 127.0.0.1:0\n"
            + TCP.formatted(service.port()));
    return programs.run(
        "target/ngrok.jar", List.of("-config", programs.file("named.cfg").toString(), "start-all"));
  }

  private static int publicPort(Program client) {
    return Integer.parseInt(client.await("Forwarding tcp://localhost:([0-9]+) ->"));
  }
}
