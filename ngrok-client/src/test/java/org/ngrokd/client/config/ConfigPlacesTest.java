package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a config file is found that no option names. */
class ConfigPlacesTest {
  @TempDir private Path home;

  private Map<String, String> environment() {
    return Map.of("HOME", home.toString(), "LOCALAPPDATA", home.resolve("Local").toString());
  }

  private Path write(String place) throws IOException {
    Path file = home.resolve(place);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".ngrok",
        ".config/ngrok/ngrok.yml",
        "Library/Application Support/ngrok/ngrok.yml",
        "Local/ngrok/ngrok.yml",
        ".ngrok2/ngrok.yml"
      })
  void fileIsFoundWhereTodaysAgentsAndEarlierOnesHaveIt(String place) throws Exception {
    Path file = write(place);

    assertThat(ConfigPlaces.in(environment())).isEqualTo(file);
  }

  @Test
  void thatOfTheFirstVersionGoesBeforeTheOthers() throws Exception {
    Path later = write(".config/ngrok/ngrok.yml");
    var unused = write(".ngrok2/ngrok.yml");
    assertThat(ConfigPlaces.in(environment())).isEqualTo(later);

    Path first = write(".ngrok");
    assertThat(ConfigPlaces.in(environment())).isEqualTo(first);
  }

  @Test
  void whereThereIsNoneItIsThatOfTheFirstVersion() {
    assertThat(ConfigPlaces.in(environment())).isEqualTo(home.resolve(".ngrok"));
  }
}
