package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatePlaceTest {
  @Test
  void itIsWhereTheSystemHasState() {
    Map<String, String> environment = Map.of("XDG_STATE_HOME", "/var/state");

    assertThat(StatePlace.in(environment, "/home/me")).contains(Path.of("/var/state/ngrok"));
  }

  @Test
  void itIsInTheHomeWhereNothingIsSaid() {
    assertThat(StatePlace.in(Map.of(), "/home/me"))
        .contains(Path.of("/home/me/.local/state/ngrok"));
    assertThat(StatePlace.in(Map.of("XDG_STATE_HOME", "state"), "/home/me"))
        .contains(Path.of("/home/me/.local/state/ngrok"));
  }

  @Test
  void whoHasNoHomeHasNone() {
    assertThat(StatePlace.in(Map.of(), "?")).isEmpty();
    assertThat(StatePlace.in(Map.of(), "")).isEmpty();
  }
}
