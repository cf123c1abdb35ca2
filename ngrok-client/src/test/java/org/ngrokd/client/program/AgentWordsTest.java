package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.Termination;
import org.ngrokd.client.config.TrafficRules;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.UserAgents;
import org.ngrokd.client.config.VerifyUpstream;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the options of today's agents ask for. */
class AgentWordsTest {
  private static TunnelConfig tunnel(String... options) {
    Holder holder = new Holder();
    assertThat(GoFlags.commandLine(holder).parseArgs(options)).isNotNull();
    return holder.flags.tunnel("8080", Optional.empty());
  }

  /** picocli wants a command around them. */
  @Command
  private static final class Holder {
    @Mixin private final ClientFlags flags = new ClientFlags();
  }

  @Test
  void whatIsDoneWithTrafficIsAskedFor() {
    TunnelConfig.Options options =
        tunnel(
                "--compression",
                "--circuit-breaker=0.5",
                "--ua-filter-allow=a",
                "--ua-filter-deny",
                "b",
                "--upstream-protocol=http2",
                "--websocket-tcp-converter")
            .options();

    assertThat(options.http().traffic())
        .isEqualTo(
            TrafficRules.NONE
                .withCompression(true)
                .withBreaker(0.5)
                .withUserAgents(new UserAgents(List.of("a"), List.of("b"))));
    assertThat(options.upstream().options().isHttp2()).isTrue();
    assertThat(options.upstream().options().takesWebSockets()).isTrue();
  }

  @Test
  void firstPasswordIsTheServersAndTheOthersAreOurs() {
    TunnelConfig.Options two = tunnel("--basic-auth=a:b", "--basic-auth=c:d").options();
    TunnelConfig.Options beside = tunnel("-httpauth=a:b", "--basic-auth=c:d").options();

    assertThat(List.of(two, beside))
        .allSatisfy(
            options -> {
              assertThat(options.httpAuth()).isEqualTo("a:b");
              assertThat(options.agent().otherPasswords()).containsExactly("c:d");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "--url=https://a.example, https, a.example, 0",
    "--url=http://a.example/, http, a.example, 0",
    "--url=a.example, http+https, a.example, 0",
    "--url=https://, https, '', 0",
    "--domain=a.example, http+https, a.example, 0",
    "--scheme=https, https, '', 0",
    "-bind-tls=false, http, '', 0",
    "-bind-tls=both, http+https, '', 0",
  })
  void nameAndSchemesAreThoseOfTheUrl(String option, String protocols, String host, int port) {
    TunnelConfig tunnel = tunnel(option);

    assertThat(String.join("+", tunnel.services().keySet())).isEqualTo(protocols);
    assertThat(tunnel.hostname()).isEqualTo(host);
    assertThat(tunnel.options().remotePort()).isEqualTo(port);
  }

  @Test
  void portOfATcpTunnelIsThatOfTheUrl() {
    assertThat(tunnel("-proto=tcp", "--url=tcp://1.tcp.example:2222").options().remotePort())
        .isEqualTo(2222);
  }

  @Test
  void tlsEndsHereWithACertificate() {
    TunnelConfig tunnel = tunnel("--crt=a.crt", "--key=a.key", "--mutual-tls-cas=ca.pem");

    assertThat(tunnel.services()).containsOnlyKeys("tls");
    assertThat(tunnel.options().agent().termination())
        .contains(
            new Termination(Path.of("a.crt"), Path.of("a.key"), List.of(Path.of("ca.pem")), true));
  }

  @Test
  void whatIsToldOfATunnelIsKept() {
    TunnelConfig tunnel =
        tunnel("--name=shop", "--metadata=m", "--description=d", "--pooling-enabled");

    assertThat(tunnel.name()).isEqualTo("shop");
    assertThat(tunnel.options().agent().metadata()).isEqualTo("m");
    assertThat(tunnel.options().agent().description()).isEqualTo("d");
    assertThat(tunnel.options().agent().isPooled()).isTrue();
  }

  @Test
  void upstreamIsSpokenToAsIsSaid() {
    assertThat(tunnel("--upstream-tls-verify").options().upstream().verify())
        .isEqualTo(new VerifyUpstream.Always());
    assertThat(tunnel("--verify-upstream-tls=false").options().upstream().verify())
        .isEqualTo(new VerifyUpstream.Never());
    assertThat(tunnel("--upstream-ca-path=/ca.pem").options().upstream().verify())
        .isEqualTo(new VerifyUpstream.AgainstCas(Path.of("/ca.pem")));
    assertThat(tunnel("--proxy-proto=2").options().upstream().proxyProtocol())
        .isEqualTo(ProxyProtocol.V2);
  }

  @ParameterizedTest
  @CsvSource({
    "--mutual-tls-cas=ca.pem, --mutual-tls-cas needs --crt and --key",
    "--crt=a.crt, needs both --crt and --key",
    "--terminate-at=edge, use 'ngrok http'",
    "--binding=internal, all tunnels of ngrokd are public",
    "--basic-auth=x, takes user:password",
    "--url=ftp://x, 'ftp is not one of http, https, tcp, tls'",
    "--url=https://a.example/path, without a path",
    "--url=https://a.example:8443, the port is the server's to choose",
    "--circuit-breaker=2, expected a share",
  })
  void protectionThatCannotBeGivenIsRefused(String option, String message) {
    assertThatThrownBy(() -> tunnel(option))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }
}
