package org.ngrokd.kit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogOptionsTest {

  @ParameterizedTest
  @CsvSource({
    "DEBUG, DEBUG",
    "debug, DEBUG",
    "INFO, INFO",
    "WARNING, WARN",
    "warn, WARN",
    "ERROR, ERROR",
    "crit, ERROR"
  })
  void levelsAreTakenInAnyCase(String text, String level) {
    assertThat(LogOptions.parse("stdout", text, "text"))
        .isEqualTo(new LogOptions("stdout", Level.toLevel(level), LogFormat.TEXT));
  }

  @Test
  void formatsAreTakenInAnyCase() {
    assertThat(LogOptions.parse("/var/log/x", "INFO", "JSON"))
        .isEqualTo(new LogOptions("/var/log/x", Level.INFO, LogFormat.JSON));
  }

  @Test
  void wordsOfTodaysAgentsAreTaken() {
    assertThat(LogOptions.parse("false", "info", "term"))
        .isEqualTo(new LogOptions("none", Level.INFO, LogFormat.LOGFMT)); // no terminal here
    assertThat(LogOptions.parse("stderr", "info", "logfmt"))
        .isEqualTo(new LogOptions("stderr", Level.INFO, LogFormat.LOGFMT));
  }

  @Test
  void unknownLevelSaysWhatIsAllowed() {
    assertThatThrownBy(() -> LogOptions.parse("none", "LOUD", "text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-log-level 'LOUD' is not one of DEBUG, INFO, WARNING, ERROR");
  }

  @Test
  void unknownFormatSaysWhatIsAllowed() {
    assertThatThrownBy(() -> LogOptions.parse("none", "INFO", "xml"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-log-format 'xml' is not one of text, json, logfmt");
  }
}
