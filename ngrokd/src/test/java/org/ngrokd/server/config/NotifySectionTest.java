package org.ngrokd.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.server.notices.NotifyOptions;
import picocli.CommandLine.Model.CommandSpec;

class NotifySectionTest {
  private static ServerConfigFile read(String text) {
    return ServerConfigFile.parse(
        Path.of("ngrokd.yml"),
        text,
        new FlagKeys(CommandSpec.create(), argument -> {}),
        Map.of("HOOK_SECRET", "0123456789abcdef"));
  }

  @Test
  void isNotThereUnlessWritten() {
    assertThat(read("").notices()).isEmpty();
  }

  @Test
  void allKeysAreRead() {
    NotifyOptions options =
        read("""
                notify:
                  webhook: https://hooks.example.com/t/123
                  secret: ${HOOK_SECRET}
                  command: [/usr/local/bin/told, --from, ngrokd]
                  debounce: 2m
                  only: [nas, "*.example.com"]
                """)
            .notices()
            .orElseThrow();

    assertThat(options.webhook())
        .contains(
            new NotifyOptions.Webhook(
                URI.create("https://hooks.example.com/t/123"), "0123456789abcdef"));
    assertThat(options.command()).containsExactly("/usr/local/bin/told", "--from", "ngrokd");
    assertThat(options.debounce()).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.only()).isEqualTo(List.of("nas", "*.example.com"));
    assertThat(options.toString()).doesNotContain("0123456789abcdef").doesNotContain("/t/123");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|ngrokd.yml:1: notify says nobody; expected webhook",
        "{webhook: https://h.example/}|ngrokd.yml:1: webhook has no secret beside it",
        "{webhook: ftp://h.example/, secret: 0123456789abcdef}|webhook is no address",
        "{webhook: https://h.example/, secret: short}|secret is shorter than 16 letters",
        "{secret: 0123456789abcdef, command: [x]}|secret has no webhook beside it",
        "{command: [x], debounce: soon}|debounce is 'soon'; expected a number with s, m, h or d",
        "{comand: [x]}|unknown key 'comand'. Did you mean 'command'?",
        "{command: [x], only: ['a b']}|only has 'a b'; expected names"
      })
  void whatIsWrongIsToldWithItsLine(String section, String line) {
    assertThatThrownBy(() -> read("notify: " + section + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(line);
  }
}
