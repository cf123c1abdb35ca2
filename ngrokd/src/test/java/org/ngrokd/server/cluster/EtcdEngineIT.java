package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.etcd.EtcdEngine;
import org.ngrokd.server.testing.OwnEtcd;

/** etcd, of three members, does what an engine has to. */
class EtcdEngineIT extends EngineContract {
  private static Optional<OwnEtcd> etcd = Optional.empty();

  @BeforeAll
  static void start() {
    etcd = OwnEtcd.start();
    assumeTrue(etcd.isPresent(), "etcd is not installed");
    try (Engine engine = EtcdEngine.at(etcd.get().options())) {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> engine.nodes().join().isEmpty());
    }
  }

  @AfterAll
  static void end() {
    etcd.ifPresent(OwnEtcd::close);
  }

  private static OwnEtcd etcd() {
    return etcd.orElseThrow();
  }

  private static IntStream members() {
    return IntStream.range(0, etcd().members());
  }

  @Override
  Engine open() {
    return EtcdEngine.at(etcd().options());
  }

  @Override
  void stop() {
    members().forEach(etcd()::stop);
  }

  @Override
  void goOn() {
    members().forEach(etcd()::goOn);
  }

  @Override
  void kill() {
    members().forEach(etcd()::kill);
  }

  @Override
  void restart() {
    members().forEach(etcd()::begin);
  }

  /** Whichever it is: a leader, the one that was asked, or neither. */
  @Test
  void oneMemberThatIsStoppedIsMissedByNobody() {
    NodeCard card = new NodeCard("0000000000000fff", "127.0.0.1:1", 0, false);
    try (Engine engine = open()) {
      engine.join(card, Duration.ofSeconds(60)).join();
      for (int member = 0; member < etcd().members(); member++) {
        etcd().stop(member);
        try {
          await()
              .atMost(Duration.ofSeconds(15))
              .ignoreExceptions()
              .until(() -> engine.renew(card, Duration.ofSeconds(60)).join());
          assertThat(engine.locate(List.of("http://nobody")).join()).isEmpty();
        } finally {
          etcd().goOn(member);
        }
      }
    }
  }
}
