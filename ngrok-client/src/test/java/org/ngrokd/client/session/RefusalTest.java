package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;

/** Which refusals may pass; the texts are those of ngrokd and of the original. */
class RefusalTest {
  private static Refusal of(String reason) {
    TunnelConfig tunnel =
        new TunnelConfig(
            "t", Map.of("tcp", LocalAddress.parse("22")), "", "", TunnelConfig.Options.NONE);
    return new Refusal(tunnel, "tcp", reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The tunnel http://www.example.com is already registered.",
        "Error binding TCP listener: port 2222: Address already in use",
        "Error binding TCP listener: no port is left for you",
        "All tunnels that your token is for (2) are open: close one first",
        "Failed to assign a URL after 5 attempts!",
        "no answer within 30 s",
        "something that no server we know says"
      })
  void whatMayPassIsWaitedFor(String reason) {
    assertThat(of(reason).isForGood()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Protocol tls is not supported: this server is too old for tls tunnels",
        "Not listening for https connections",
        "Invalid subdomain 'a b': a name has letters, digits, hyphens and dots",
        "Your token is not for tcp tunnels, but for: http",
        "Your token is not for the name www.example.com; it is for names",
        "Error binding TCP listener: your token is not for port 22, but for: 2000-2999",
        "Error binding TCP listener: this server's tcp tunnels have the ports 2000-2999",
        "Error binding TCP listener: ports below 1024 are privileged; the server's -tcpPorts",
        "Error binding TCP listener: port 80 is the server's own",
        "The name www.example.com is reserved for somebody else"
      })
  void whatStaysIsNot(String reason) {
    assertThat(of(reason).isForGood()).isTrue();
  }
}
