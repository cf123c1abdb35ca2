package org.ngrokd.kit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.LayoutBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.cli.Journal;
import org.slf4j.LoggerFactory;

/** Sets the process's log up, once, at the start of a program. */
public final class LogSetup {
  private LogSetup() {}

  /** A program's first words: nothing but the program says how it logs. */
  public static void claim() {
    System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, "org.ngrokd.kit.log.BareLogback");
    System.setProperty("slf4j.internal.verbosity", "WARN"); // or it says that it obeys
  }

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
    BackgroundAppender appender = appender(options.target(), layout(context, options.format()));
    appender.setContext(context);
    appender.start();
    root.addAppender(appender);
  }

  /**
   * Sends the log elsewhere, or more or less of it, while the program runs. A file is opened anew
   * also when nothing else has changed: it may have been moved away. No line is lost.
   *
   * @throws UncheckedIOException as above; then all is as before
   */
  public static void change(LogOptions options) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    List<Appender<ILoggingEvent>> before = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(before::add);
    boolean isOff = options.target().equals(LogOptions.NONE);
    if (!isOff) {
      BackgroundAppender appender = appender(options.target(), layout(context, options.format()));
      appender.setContext(context);
      appender.start();
      root.addAppender(appender);
    }
    root.setLevel(isOff ? Level.OFF : Level.WARN);
    context.getLogger("org.ngrokd").setLevel(isOff ? Level.OFF : options.level());
    for (Appender<ILoggingEvent> each : before) {
      root.detachAppender(each);
      each.stop();
    }
  }

  /**
   * Libraries whose failures the program tells in words of its own say nothing more. Holds until
   * {@link #apply}.
   *
   * @param libraries how the names of their classes begin
   */
  public static void silence(String... libraries) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    for (String library : libraries) {
      context.getLogger(library).setLevel(Level.OFF);
    }
  }

  /**
   * Waits until what was logged is written, but no longer than a second: before the process is
   * ended in a way that waits for nobody.
   */
  public static void flush() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context
        .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
        .iteratorForAppenders()
        .forEachRemaining(
            each -> {
              if (each instanceof BackgroundAppender background) {
                background.flush();
              }
            });
  }

  private static BackgroundAppender appender(String target, Layout<ILoggingEvent> layout) {
    if (target.equals(LogOptions.STDOUT)) {
      return BackgroundAppender.toStandardOutput(
          Journal.takesOutput() ? new JournalLayout(layout) : layout);
    }
    if (target.equals(LogOptions.STDERR)) {
      return BackgroundAppender.toStandardError(
          Journal.takesErrors() ? new JournalLayout(layout) : layout);
    }
    try {
      requireWritable(Path.of(target));
      return BackgroundAppender.toFile(target, layout);
    } catch (IOException e) {
      String reason = e instanceof NoSuchFileException ? "there is no such directory" : "" + e;
      throw new UncheckedIOException("Cannot write the log file " + target + ": " + reason, e);
    }
  }

  /** A stream's own failure would not say which it is. */
  private static void requireWritable(Path file) throws IOException {
    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
  }

  private static Layout<ILoggingEvent> layout(LoggerContext context, LogFormat format) {
    LayoutBase<ILoggingEvent> layout =
        switch (format) {
          case TEXT -> new LineLayout();
          case JSON -> new JsonLayout();
          case LOGFMT -> new LogfmtLayout();
        };
    layout.setContext(context);
    layout.start();
    return layout;
  }
}
