package org.ngrokd.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.etcd.EtcdEngine;
import org.ngrokd.server.cluster.options.EtcdOptions;
import org.ngrokd.server.testing.Detour;
import org.ngrokd.server.testing.OwnEtcd;
import org.ngrokd.streams.net.HostAndPort;

/** The engine is an etcd of three members. */
class EtcdGoingOnIT extends GoingOnContract {
  private final List<Detour> detours = new ArrayList<>();
  private Optional<OwnEtcd> etcd = Optional.empty();

  private OwnEtcd etcd() {
    return etcd.orElseThrow();
  }

  private void start() {
    Optional<OwnEtcd> started = OwnEtcd.start();
    assumeTrue(started.isPresent(), "etcd is not installed");
    etcd = started;
    try (Engine engine = EtcdEngine.at(etcd().options())) {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> engine.nodes().join().isEmpty());
    }
  }

  @Override
  void end() throws IOException {
    for (Detour each : detours) {
      each.close();
    }
    etcd.ifPresent(OwnEtcd::close);
  }

  @Override
  ClusterScene scene(Path directory) {
    start();
    return ClusterScene.by(etcd().options(), directory);
  }

  @Override
  void stop() {
    etcd().stop();
  }

  @Override
  void goOn() {
    etcd().goOn();
  }

  @Override
  void kill() {
    etcd().kill();
  }

  @Override
  void restart() {
    etcd().begin();
  }

  @Override
  ClusterScene.Node byDetour(ClusterScene scene) throws IOException {
    List<HostAndPort> ways = new ArrayList<>();
    for (HostAndPort member : etcd().options().endpoints()) {
      Detour detour = new Detour(member.port());
      detours.add(detour);
      ways.add(new HostAndPort("127.0.0.1", detour.port()));
    }
    return scene.nodeBy(new EtcdOptions(ways, Optional.empty(), "", ""));
  }

  @Override
  void cut() {
    detours.forEach(Detour::block);
  }
}
