package org.ngrokd.protocol.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/** Sets the process's log up, once, at the start of a program. */
public final class LogSetup {
  private LogSetup() {}

  /** Until {@link #apply} nothing is logged: what libraries say as they load is for nobody. */
  public static void quiet() {
    apply(new LogOptions(LogOptions.NONE, Level.OFF, LogFormat.TEXT));
  }

  /**
   * Sends the log where the options say.
   *
   * @throws UncheckedIOException when the log file cannot be written; its message is for the user
   */
  public static void apply(LogOptions options) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN); // what libraries have to say
    context.getLogger("org.ngrokd").setLevel(options.level());
    if (options.target().equals(LogOptions.NONE)) {
      root.setLevel(Level.OFF);
      context.getLogger("org.ngrokd").setLevel(Level.OFF);
      return;
    }
    OutputStreamAppender<ILoggingEvent> appender = appender(options.target());
    appender.setContext(context);
    appender.setEncoder(encoder(context, options.format()));
    appender.start();
    root.addAppender(appender);
  }

  private static OutputStreamAppender<ILoggingEvent> appender(String target) {
    if (target.equals(LogOptions.STDOUT)) {
      return new ConsoleAppender<>();
    }
    requireWritable(Path.of(target));
    FileAppender<ILoggingEvent> file = new FileAppender<>();
    file.setFile(target);
    file.setAppend(true);
    return file;
  }

  private static void requireWritable(Path file) {
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      String reason = e instanceof NoSuchFileException ? "there is no such directory" : "" + e;
      throw new UncheckedIOException("Cannot write the log file " + file + ": " + reason, e);
    }
  }

  private static LayoutWrappingEncoder<ILoggingEvent> encoder(
      LoggerContext context, LogFormat format) {
    LayoutBase<ILoggingEvent> layout =
        format == LogFormat.JSON ? new JsonLayout() : new LineLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout((Layout<ILoggingEvent>) layout);
    encoder.start();
    return encoder;
  }
}
