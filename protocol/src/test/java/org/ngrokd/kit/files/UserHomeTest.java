package org.ngrokd.kit.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserHomeTest {
  private static final Path OF_THE_SYSTEM = Path.of(System.getProperty("user.home"));

  @Test
  void homeGoesBeforeWhatTheSystemThinks() {
    assertThat(UserHome.in(Map.of("HOME", "/somewhere/else")))
        .isEqualTo(Path.of("/somewhere/else"));
  }

  @Test
  void withoutHomeTheSystemIsAsked() {
    assertThat(UserHome.in(Map.of())).isEqualTo(OF_THE_SYSTEM);
    assertThat(UserHome.in(Map.of("HOME", ""))).isEqualTo(OF_THE_SYSTEM);
  }
}
