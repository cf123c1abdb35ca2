package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.HealthCheck;
import org.ngrokd.client.config.Termination;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.UserAgents;

/** What today's agents ask for, by the library. */
class TunnelSpecAgentTest {
  @Test
  void eachMethodAsksForOneThing() {
    TunnelConfig.Options options =
        TunnelSpec.http("8080")
            .auth("a:b")
            .alsoAuth("c:d")
            .alsoAuth("e:f")
            .compression()
            .circuitBreaker(0.5)
            .userAgents(List.of("x"), List.of("y"))
            .http2Upstream()
            .websocketTcpConverter()
            .healthCheck("/healthz", Duration.ofSeconds(10), Duration.ofSeconds(5))
            .pooling()
            .metadata("m")
            .description("d")
            .config()
            .options();

    assertThat(options.httpAuth()).isEqualTo("a:b");
    assertThat(options.agent().otherPasswords()).containsExactly("c:d", "e:f");
    assertThat(options.agent().isPooled()).isTrue();
    assertThat(options.agent().metadata()).isEqualTo("m");
    assertThat(options.agent().description()).isEqualTo("d");
    assertThat(options.http().traffic().isCompressed()).isTrue();
    assertThat(options.http().traffic().breaker()).hasValue(0.5);
    assertThat(options.http().traffic().userAgents())
        .isEqualTo(new UserAgents(List.of("x"), List.of("y")));
    assertThat(options.upstream().options().isHttp2()).isTrue();
    assertThat(options.upstream().options().takesWebSockets()).isTrue();
    assertThat(options.upstream().options().health())
        .contains(new HealthCheck("/healthz", Duration.ofSeconds(10), Duration.ofSeconds(5)));
  }

  @Test
  void tlsThatEndsHereIsAskedForAsTls() {
    TunnelConfig tunnel =
        TunnelSpec.https("8080").terminateTls(Path.of("a.crt"), Path.of("a.key")).config();

    assertThat(tunnel.services()).containsOnlyKeys("tls");
    assertThat(tunnel.options().agent().termination())
        .contains(new Termination(Path.of("a.crt"), Path.of("a.key"), List.of(), true));
    assertThatThrownBy(
            () -> TunnelSpec.httpAndHttps("8080").terminateTls(Path.of("a"), Path.of("b")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
