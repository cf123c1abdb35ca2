package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.testing.OwnEtcd;

/** What servers of a cluster know of each other, and do for each other. */
class ClusterSharedIT {
  private static Optional<OwnEtcd> etcd = Optional.empty();

  private ClusterScene scene;
  private ClusterScene.Node one;
  private ClusterScene.Node other;

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
  void start(@TempDir Path directory) throws IOException {
    scene = ClusterScene.by(etcd.orElseThrow().options(), directory);
    one = scene.node();
    other = scene.node();
  }

  @AfterEach
  void end() {
    scene.close();
  }

  @Test
  void whoeverIsAskedShowsTheTunnelsAndClientsOfAllServers() throws Exception {
    OldSession here = one.client("");
    here.tunnel("http", "here", 0);
    OldSession there = other.client("");
    there.tunnel("http", "there", 0);

    for (ClusterScene.Node node : List.of(one, other)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(node.says("tunnels"))
                      .hasSize(3)
                      .anyMatch(line -> line.matches(".*//here\\..* 127\\.0\\.0\\.1:.*"))
                      .anyMatch(line -> line.matches(".*//there\\..* 127\\.0\\.0\\.2:.*")));
      assertThat(node.says("clients")).hasSize(3);
      assertThat(node.says("tunnels", "-limit", "1")).hasSize(2);
      assertThat(node.says("nodes"))
          .hasSize(3)
          .filteredOn(line -> line.contains("this one"))
          .hasSize(1);
    }
    assertThat(here.clientId()).isNotEqualTo(there.clientId());
  }

  @Test
  void clientIsSentAwayFromWhicheverServerItIsAt() throws Exception {
    OldSession there = other.client("");
    there.tunnel("http", "there", 0);
    String id = one.says("clients").get(1).split(" ", 2)[0];

    assertThat(one.says("kick", id).get(0)).contains("away, with 1 tunnels");

    await().untilAsserted(() -> assertThat(other.says("clients")).hasSize(1));
    assertThat(one.says("kick", id).toString()).contains("There is no client " + id);
    assertThat(there.clientId()).isNotEmpty();
  }
}
