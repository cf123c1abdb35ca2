package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalhostTest {
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LocalHost", "team.localhost", "a.b.LOCALHOST"})
  void isThisHost(String name) {
    assertThat(Localhost.isName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mylocalhost", "localhost.example.com", "127.0.0.1", "localhost:80"})
  void isNot(String name) {
    assertThat(Localhost.isName(name)).isFalse();
  }
}
