package org.ngrokd.server.ssh.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "dumb", "DUMB", "unknown"})
  void someTerminalsCannotBeDrawnOn(String term) {
    assertThat(Look.of(Map.of("TERM", term))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "80, 24, 80, 24",
    "0, 0, 80, 24",
    "10, 3, 10, 3",
    "300, 100, 300, 100",
    "2147483647, 65535, 80, 100",
    "-5, x, 80, 24"
  })
  void theWindowIsAsLargeAsToldWithinReason(String columns, String lines, int width, int height) {
    Look look = look(Map.of("COLUMNS", columns, "LINES", lines));

    assertThat(look.width()).isEqualTo(width);
    assertThat(look.height()).isEqualTo(height);
  }

  @ParameterizedTest
  @CsvSource({
    "LANG=zh_CN.UTF-8, true, true",
    "LANG=zh_TW.utf8, true, true",
    "LANG=zh_CN.GBK, false, false",
    "LC_ALL=C LANG=zh_CN.UTF-8, false, false",
    "LC_MESSAGES=en_US.UTF-8 LANG=zh_CN.UTF-8, true, false",
    "LC_MESSAGES=zh_CN.UTF-8 LANG=de_DE.UTF-8, true, true",
    "LANG=POSIX, false, false",
    "X=, true, false"
  })
  void theLanguageIsThatOfTheClient(String environment, boolean isUtf8, boolean isChinese) {
    Map<String, String> told = new HashMap<>();
    for (String each : environment.split(" ", -1)) {
      String[] pair = each.split("=", -1);
      told.put(pair[0], pair[1]);
    }

    Look look = look(told);

    assertThat(look.isUtf8()).isEqualTo(isUtf8);
    assertThat(look.words().equals(Words.CHINESE)).isEqualTo(isChinese);
  }

  @Test
  void oldTerminalsGetNoColors() {
    assertThat(look(Map.of("TERM", "vt100")).hasColors()).isFalse();
    assertThat(look(Map.of("TERM", "xterm-256color")).hasColors()).isTrue();
  }

  private static Look look(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(Map.of("TERM", "xterm"));
    all.putAll(environment);
    return Look.of(all).orElseThrow();
  }
}
