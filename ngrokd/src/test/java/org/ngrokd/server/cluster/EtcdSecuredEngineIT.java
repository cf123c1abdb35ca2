package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.etcd.EtcdEngine;
import org.ngrokd.server.cluster.options.EtcdOptions;
import org.ngrokd.server.testing.OwnEtcd;

/** The same with TLS and a user who may have no keys but those of ngrokd. */
class EtcdSecuredEngineIT extends EtcdContract {
  private static Optional<OwnEtcd> etcd = Optional.empty();

  @BeforeAll
  static void start() {
    etcd = OwnEtcd.secured();
    assumeTrue(etcd.isPresent(), "etcd is not installed");
  }

  @AfterAll
  static void end() {
    etcd.ifPresent(OwnEtcd::close);
  }

  private static OwnEtcd etcd() {
    return etcd.orElseThrow();
  }

  @Override
  OwnEtcd members() {
    return etcd();
  }

  @Test
  void whoHasTheWrongPasswordOrNoneIsRefusedInWords() {
    EtcdOptions right = etcd().options();
    EtcdOptions wrong =
        new EtcdOptions(right.endpoints(), right.ca(), right.user(), "not-the-password");
    EtcdOptions none = new EtcdOptions(right.endpoints(), right.ca(), "", "");
    EtcdOptions plain =
        new EtcdOptions(right.endpoints(), Optional.empty(), right.user(), right.password());

    assertRefused(wrong, "authentication failed");
    assertRefused(none, "user name is empty");
    assertRefused(plain, "etcd does not answer");
    assertThat(right.toString()).doesNotContain(right.password());
  }

  private static void assertRefused(EtcdOptions options, String words) {
    try (Engine engine = EtcdEngine.at(options)) {
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(
              () -> assertThatThrownBy(() -> engine.nodes().join()).hasMessageContaining(words));
    }
  }
}
