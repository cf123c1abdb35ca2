package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.kit.config.ConfigException;

class LaterFileTest {
  private static final Path FILE = Path.of("ngrok.yml");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3|version: \"3\"#agent:#  authtoken: abc#",
        "2|version: 2#authtoken: abc#tunnels: {web: {proto: http, addr: 80}}#",
        "2 or 3|authtoken: abc#",
        "2 or 3|agent: {authtoken: abc}#",
        "2 or 3|tunnels:#  web:#    addr: 8080#    proto: http#",
      })
  void isSaidToBeOneInOneLine(String version, String text) {
    assertThatThrownBy(() -> ConfigFile.parse(FILE, text.replace('#', '\n')))
        .isInstanceOf(ConfigException.class)
        .message()
        .startsWith("ngrok.yml: this is a config file of ngrok " + version + ", ")
        .contains("-config")
        .doesNotContain("abc")
        .hasLineCount(1);
  }

  @Test
  void fileThatNamesAServerIsOurs() {
    ConfigFile file = ConfigFile.parse(FILE, "server_addr: a.example:1\nauthtoken: abc\n");

    assertThat(file.warnings()).singleElement().asString().contains("Did you mean 'auth_token'?");
  }
}
