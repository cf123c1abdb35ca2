package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.streams.net.HostAndPort;

class InspectKeysTest {
  private static InspectOptions parse(String text) {
    return ConfigFile.parse(Path.of("/etc/ngrok.cfg"), text).inspect();
  }

  @Test
  void aPageOnThisMachineUnlessTold() {
    InspectOptions usual = parse("");

    assertThat(usual.address()).contains(new HostAndPort("127.0.0.1", 4040));
    assertThat(usual.capture())
        .isEqualTo(new InspectOptions.Capture(true, 1024 * 1024, 500, 50L * 1024 * 1024));
    assertThat(usual.auth()).isEmpty();
  }

  @Test
  void everyKeySet() {
    InspectOptions options =
        parse(
            """
            inspect_addr: 0.0.0.0:8040
            inspect_auth: "admin:secret"
            inspect_body_limit: 64KiB
            inspect_exchanges: 20
            inspect_memory: 8 MB
            """);

    assertThat(options.address()).contains(new HostAndPort("0.0.0.0", 8040));
    assertThat(options.capture())
        .isEqualTo(new InspectOptions.Capture(true, 64 * 1024, 20, 8L * 1024 * 1024));
    assertThat(options.auth()).isEqualTo("admin:secret");
    assertThat(options.toString()).doesNotContain("secret");
  }

  @Test
  void nothingIsKeptWhenThatIsWanted() {
    assertThat(parse("inspect: false\n").capture().isOn()).isFalse();
    assertThat(parse("inspect_addr: disabled\n").address()).isEmpty();
    assertThat(parse("inspect_addr: 4041\n").address())
        .contains(new HostAndPort("127.0.0.1", 4041));
  }

  @Test
  void oneTunnelMayBeLeftOut() {
    ConfigFile file =
        ConfigFile.parse(
            Path.of("/etc/ngrok.cfg"),
            "tunnels: {a: {proto: {http: 80}, inspect: false}, b: {proto: {http: 81}}}\n");

    assertThat(file.tunnels().values())
        .extracting(tunnel -> tunnel.options().http().inspected())
        .containsExactly(false, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inspect: maybe | inspect is 'maybe'; expected true or false",
        "inspect_addr: nas.lan:x | Invalid address inspect_addr 'nas.lan:x'",
        "inspect_auth: admin | inspect_auth must be user:password",
        "inspect_body_limit: much | inspect_body_limit is 'much'; expected a size like 512KiB or"
            + " 1MiB",
        "inspect_body_limit: 1GB | inspect_body_limit is '1GB'; expected 0 to 67108864 bytes",
        "inspect_exchanges: 0 | inspect_exchanges is '0'; expected a number, 1 to 100000",
        "inspect_memory: 9 | inspect_memory is '9'; expected 65536 to 4294967296 bytes",
      })
  void whatIsWrongIsToldWithItsLine(String line, String message) {
    assertThatThrownBy(() -> parse(line + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("/etc/ngrok.cfg:1: ")
        .hasMessageContaining(message);
  }
}
