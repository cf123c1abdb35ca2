package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.kit.cli.UserException;

class CommandLineTunnelTest {
  private static TunnelConfig of(String address, String proto) {
    return CommandLineTunnel.of(address, proto, "", "", TunnelConfig.Options.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "80, 127.0.0.1:80",
    ":80, 127.0.0.1:80",
    "nas.lan:80, nas.lan:80",
    "[::1]:80, [::1]:80"
  })
  void addressIsTakenInEveryForm(String address, String local) {
    assertThat(of(address, "http").services().get("http")).hasToString(local);
  }

  @Test
  void protocolsKeepTheirOrder() {
    assertThat(of("80", "https+http+tcp").services().keySet())
        .containsExactly("https", "http", "tcp");
  }

  @Test
  void wrongProtocolIsQuoted() {
    assertThatThrownBy(() -> of("80", "http+ftp"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "-proto 'http+ftp' is not one of http, https, tcp, tls, or several of them joined by"
                + " +");
  }

  @Test
  void wrongAddressIsQuoted() {
    assertThatThrownBy(() -> of("99999", "http"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Invalid address for the local service '99999': ");
  }
}
