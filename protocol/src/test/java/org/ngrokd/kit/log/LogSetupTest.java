package org.ngrokd.kit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.streams.net.ConnectionId;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.slf4j.LoggerFactory;

class LogSetupTest {
  private final ConnectionLog log =
      ConnectionLog.of(new ConnectionId(ConnectionType.TUN, 0x15dd7522));

  @TempDir Path directory;

  /** Closes the file, and is as quiet again as logback-test.xml. */
  @AfterEach
  void quiet() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
    LogSetup.apply(LogOptions.parse("none", "INFO", "text"));
  }

  private static String written(Path file) throws IOException {
    LogSetup.flush();
    return Files.readString(file);
  }

  @Test
  void linesGoToTheFile() throws Exception {
    Path file = directory.resolve("ngrokd.log");

    LogSetup.apply(LogOptions.parse(file.toString(), "INFO", "text"));
    log.info("New connection from {}", "1.2.3.4:5");
    log.debug("not this");

    assertThat(written(file))
        .matches(
            "\\[\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\] \\[INFO\\] \\[tun:15dd7522\\]"
                + " New connection from 1\\.2\\.3\\.4:5\n");
  }

  @Test
  void fileIsContinued() throws Exception {
    Path file = Files.writeString(directory.resolve("ngrokd.log"), "before é\n");

    LogSetup.apply(LogOptions.parse(file.toString(), "DEBUG", "text"));
    log.debug("after é");

    assertThat(written(file)).startsWith("before é\n[").endsWith("] after é\n");
  }

  @Test
  void linesMayBeJson() throws Exception {
    Path file = directory.resolve("ngrokd.log");

    LogSetup.apply(LogOptions.parse(file.toString(), "WARNING", "json"));
    log.warn("a");
    log.info("not this");

    assertThat(written(file))
        .startsWith("{\"time\":\"")
        .endsWith("\"level\":\"WARNING\",\"conn\":\"tun:15dd7522\",\"message\":\"a\"}\n")
        .containsOnlyOnce("\n");
  }

  @Test
  void librariesAreHeardOnlyWhenSomethingIsWrong() throws Exception {
    Path file = directory.resolve("ngrokd.log");

    LogSetup.apply(LogOptions.parse(file.toString(), "DEBUG", "text"));
    LoggerFactory.getLogger("io.netty.x").info("not this");
    LoggerFactory.getLogger("io.netty.x").warn("but this");

    assertThat(written(file)).endsWith("[WARN] but this\n").containsOnlyOnce("\n");
  }

  @Test
  void noneLogsNothing() {
    LogSetup.apply(LogOptions.parse("none", "DEBUG", "text"));

    assertThat(LoggerFactory.getLogger("org.ngrokd.connection").isErrorEnabled()).isFalse();
    assertThat(LoggerFactory.getLogger("io.netty.x").isErrorEnabled()).isFalse();
  }

  @Test
  void fileThatCannotBeWrittenIsSaidSo() {
    Path missing = directory.resolve("missing").resolve("ngrokd.log");

    assertThatThrownBy(() -> LogSetup.apply(LogOptions.parse(missing.toString(), "INFO", "text")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot write the log file " + missing + ": there is no such directory");
    assertThatThrownBy(() -> LogSetup.apply(LogOptions.parse(directory.toString(), "INFO", "text")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll("Cannot write the log file " + directory, "directory");
  }
}
