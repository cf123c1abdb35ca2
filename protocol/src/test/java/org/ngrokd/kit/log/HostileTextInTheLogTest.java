package org.ngrokd.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.testing.HostileText;
import org.slf4j.event.KeyValuePair;

/** Whatever a peer writes into whichever field: the log stays a log. */
class HostileTextInTheLogTest {
  /** A time, a level and a connection, beside fields that are cut. */
  private static final int LONGEST_OF_A_MESSAGE = 1500;

  static final List<String> HOSTILE = HostileText.ALL;

  private final List<LayoutBase<ILoggingEvent>> layouts =
      List.of(new LineLayout(), new JsonLayout());

  private static LoggingEvent event(String text) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(new LoggerContext());
    event.setLevel(Level.WARN);
    event.setMessage("{}");
    event.setArgumentArray(new Object[] {text});
    return event;
  }

  static Stream<Class<? extends Record>> messages() {
    return Stream.of(Message.class.getDeclaredClasses())
        .filter(Class::isRecord)
        .map(type -> type.asSubclass(Record.class));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyFieldOfEveryMessage(Class<? extends Record> type) {
    for (String hostile : HOSTILE) {
      for (Record message : HostileText.inEachField(type, hostile)) {
        for (LayoutBase<ILoggingEvent> layout : layouts) {
          String line = layout.doLayout(event("Ignoring " + message));

          HostileText.assertHarmless(line, LONGEST_OF_A_MESSAGE);
          assertThat(line.lines()).hasSize(1);
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void ownersTextsAndFailures(String hostile) {
    LoggingEvent event = event(hostile);
    event.addKeyValuePair(new KeyValuePair("owner", hostile));
    IllegalStateException failure =
        new IllegalStateException(hostile, new IllegalArgumentException(hostile));
    failure.addSuppressed(new IllegalArgumentException(hostile));
    event.setThrowableProxy(new ThrowableProxy(failure));

    for (LayoutBase<ILoggingEvent> layout : layouts) {
      String lines = layout.doLayout(event);

      HostileText.assertHarmless(lines, 8 * LineLayout.LONGEST);
      assertThat(lines.lines().filter(line -> line.startsWith("["))).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void failureLooksAsJavaPrintsIt() {
    LoggingEvent event = event("x");
    IllegalStateException failure =
        new IllegalStateException("oops", new IllegalArgumentException());
    event.setThrowableProxy(new ThrowableProxy(failure));

    assertThat(new LineLayout().doLayout(event))
        .contains("\njava.lang.IllegalStateException: oops\n\tat org.ngrokd.kit.log.Hostile")
        .contains("\nCaused by: java.lang.IllegalArgumentException\n\t... ")
        .endsWith(" common frames omitted\n");
  }
}
