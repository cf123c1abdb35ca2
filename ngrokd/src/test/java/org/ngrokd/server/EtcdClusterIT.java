package org.ngrokd.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.ngrokd.server.testing.OwnEtcd;

/** Servers that agree by etcd, without accounts. */
class EtcdClusterIT extends ClusterContract {
  private static Optional<OwnEtcd> etcd = Optional.empty();

  @BeforeAll
  static void start() {
    etcd = OwnEtcd.start();
    assumeTrue(etcd.isPresent(), "etcd is not installed");
  }

  @AfterAll
  static void stop() {
    etcd.ifPresent(OwnEtcd::close);
  }

  @Override
  ClusterScene scene(Path directory) {
    return ClusterScene.by(etcd.orElseThrow().options(), directory);
  }
}
