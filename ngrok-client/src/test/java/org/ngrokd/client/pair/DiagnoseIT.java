package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.pair.Programs.Program;

/** {@code ngrok diagnose} on ways that work, and on ways that end somewhere. */
class DiagnoseIT {
  private final Programs programs;

  DiagnoseIT() throws IOException {
    programs = new Programs();
  }

  @AfterEach
  void stop() throws IOException {
    programs.close();
  }

  private Program diagnose(String config) throws IOException {
    Files.writeString(programs.file("ngrok.cfg"), config);
    return programs.run(
        "target/ngrok.jar", List.of("-config", programs.file("ngrok.cfg").toString(), "diagnose"));
  }

  private static void assertFails(Program diagnosis, String line) throws InterruptedException {
    assertThat(diagnosis.exitCode()).isEqualTo(1);
    assertThat(diagnosis.text().lines())
        .filteredOn(each -> each.startsWith("FAILED"))
        .singleElement()
        .asString()
        .contains(line);
    assertThat(diagnosis.text()).doesNotContain("\tat ");
  }

  @Test
  void everyStepOfAGoodWayIsALine() throws Exception {
    int port = Programs.port(programs.server(), "control and proxy");

    Program diagnosis = programs.client(port, "", "diagnose");

    assertThat(diagnosis.exitCode()).as(diagnosis.text()).isZero();
    assertThat(diagnosis.text().lines())
        .hasSize(4)
        .allMatch(line -> line.startsWith("ok "))
        .anyMatch(line -> line.contains("name") && line.contains("localhost is 127.0.0.1"))
        .anyMatch(line -> line.contains("connection") && line.contains(port + " answers"))
        .anyMatch(line -> line.contains("certificate") && line.contains("for localhost"))
        .anyMatch(line -> line.contains("tunnel") && line.contains("leads here"));
  }

  @Test
  void localServicesAreLookedForEach() throws Exception {
    int port = Programs.port(programs.server(), "control and proxy");
    try (ServerSocket up = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int down;
      try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        down = closed.getLocalPort();
      }
      String tunnels =
          "tunnels: {web: {proto: {http: %d, https: %d}}, ssh: {proto: {tcp: %d}}}\n"
              .formatted(down, down, up.getLocalPort());

      Program diagnosis = programs.client(port, tunnels, "diagnose");

      assertFails(diagnosis, "web: 127.0.0.1:" + down + " does not answer: Connection refused");
      assertThat(diagnosis.text()).contains("ssh: something listens at 127.0.0.1:");
    }
  }

  @Test
  void unknownNameIsTheFirstThingToMend() throws Exception {
    assertFails(
        diagnose("server_addr: tunnel.invalid:4443\n"),
        "tunnel.invalid is not known: is server_addr spelled right");
  }

  @Test
  void closedPortIsTold() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    assertFails(diagnose("server_addr: 127.0.0.1:" + port + "\n"), "Is ngrokd running there");
  }

  @Test
  void portOfSomethingElseIsTold() throws Exception {
    int http = Programs.port(programs.server(), "public http");

    assertFails(
        diagnose("server_addr: localhost:" + http + "\n"), "does not speak TLS as a tunnel server");
  }

  @Test
  void unknownCertificateIsToldWithItsCure() throws Exception {
    int port = Programs.port(programs.server(), "control and proxy");

    Program diagnosis = diagnose("server_addr: localhost:" + port + "\n");

    assertFails(diagnosis, "put the server_fingerprint line that ngrokd prints at start");
    assertThat(diagnosis.text())
        .contains("The server shows: names localhost, *.localhost; issued by CN=")
        .containsPattern("fingerprint sha256:[0-9a-f]{64}, which")
        .contains("\"The client refused our certificate\"");
  }

  @Test
  void refusedLoginIsTold() throws Exception {
    Files.writeString(programs.file("users.yml"), "users: {}\n");
    Program server = programs.server("-authFile", programs.file("users.yml").toString());

    Program diagnosis =
        programs.client(
            Programs.port(server, "control and proxy"), "auth_token: wrong\n", "diagnose");

    assertFails(diagnosis, "The server refused us");
    assertThat(diagnosis.text()).doesNotContain("wrong\n");
  }
}
