package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.server.testing.OwnEtcd;

/** {@code ngrokd cluster join} says whether a server could join, before it is started. */
class ClusterJoinIT {
  private static Optional<OwnEtcd> etcd = Optional.empty();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path directory = Path.of("");
  private ClusterScene scene;

  @BeforeAll
  static void startEtcd() {
    etcd = OwnEtcd.start();
    assumeTrue(etcd.isPresent(), "etcd is not installed");
  }

  @AfterAll
  static void stopEtcd() {
    etcd.ifPresent(OwnEtcd::close);
  }

  @BeforeEach
  void start(@TempDir Path given) throws IOException {
    directory = given;
    scene = ClusterScene.by(etcd.orElseThrow().options(), given);
    assertThat(scene.node().says("nodes")).hasSize(2);
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private static String members() {
    return etcd.orElseThrow().options().endpoints().stream()
        .map(Object::toString)
        .collect(Collectors.joining(",", "etcd://", ""));
  }

  private int join(String cluster, String domain, String nodeAddr) {
    return Main.commandLine(Map.of("NGROKD_HOME", directory.resolve("joining").toString()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            "cluster", "join", "-cluster=" + cluster, "-domain", domain, "-nodeAddr", nodeAddr);
  }

  @Test
  void whatIsWellIsSaidAndThatItIsWell() throws Exception {
    int code = join(members(), TestServer.DOMAIN, "127.0.0.1:" + FreePort.tcp());

    assertThat(out.toString())
        .as("%s", err)
        .contains("What servers agree by answers")
        .contains("CA can be read")
        .contains("is reached from here")
        .containsPattern("127\\.0\\.0\\.1:\\d+ reaches 127\\.0\\.0\\.1:\\d+")
        .contains("can join")
        .doesNotContain("WRONG");
    assertThat(code).isZero();
  }

  @Test
  void otherDomainIsWrong() throws Exception {
    assertThat(join(members(), "other.example", "127.0.0.1:" + FreePort.tcp())).isEqualTo(1);

    assertThat(out.toString()).containsPattern("WRONG .* has -domain tunnel\\.example");
  }

  @Test
  void addressThatIsNotThisMachinesOrNotFreeIsWrong() throws Exception {
    assertThat(join(members(), TestServer.DOMAIN, "192.0.2.1:7443")).isEqualTo(1);
    assertThat(out.toString()).contains("WRONG  -nodeAddr 192.0.2.1:7443 is not to be listened on");

    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      out.getBuffer().setLength(0);
      assertThat(join(members(), TestServer.DOMAIN, "127.0.0.1:" + taken.getLocalPort()))
          .isEqualTo(1);
      assertThat(out.toString()).contains("WRONG  -nodeAddr");
    }
  }

  @Test
  void whatDoesNotAnswerIsWrong() throws Exception {
    int nobody = FreePort.tcp();

    assertThat(join("etcd://127.0.0.1:" + nobody, TestServer.DOMAIN, "127.0.0.1:1")).isEqualTo(1);

    assertThat(out.toString()).contains("WRONG  etcd does not answer");
  }

  @Test
  void withoutAClusterThereIsNothingToJoin() {
    assertThat(join("", TestServer.DOMAIN, "")).isEqualTo(1);

    assertThat(err.toString()).contains("-cluster is missing");
  }

  /** IPv6 has its brackets, in certificates too. */
  @Test
  void addressOfIpv6IsOne() throws Exception {
    assertThat(join(members(), TestServer.DOMAIN, "[::1]:" + FreePort.tcp()))
        .as("%s", out)
        .isZero();
    assertThat(out.toString()).containsPattern("reaches \\[::1\\]:\\d+");
  }
}
