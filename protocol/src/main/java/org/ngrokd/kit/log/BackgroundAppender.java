package org.ngrokd.kit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lays lines out where they are said, and has them written elsewhere. */
final class BackgroundAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private final FileOutputStream file;
  private final boolean isOurs;
  private final Layout<ILoggingEvent> layout;
  private @Nullable BackgroundOutput output;

  private BackgroundAppender(FileOutputStream file, boolean isOurs, Layout<ILoggingEvent> layout) {
    this.file = file;
    this.isOurs = isOurs;
    this.layout = layout;
  }

  /** To standard output, past {@code System.out}: whoever prints there does not wait for us. */
  static BackgroundAppender toStandardOutput(Layout<ILoggingEvent> layout) {
    return new BackgroundAppender(new FileOutputStream(FileDescriptor.out), false, layout);
  }

  /** To standard error, in the same way. */
  static BackgroundAppender toStandardError(Layout<ILoggingEvent> layout) {
    return new BackgroundAppender(new FileOutputStream(FileDescriptor.err), false, layout);
  }

  /** To the end of a file. */
  static BackgroundAppender toFile(String name, Layout<ILoggingEvent> layout) throws IOException {
    return new BackgroundAppender(new FileOutputStream(name, true), true, layout);
  }

  @Override
  public void start() {
    output = BackgroundOutput.start("log", file, this::dropped);
    super.start();
  }

  private String dropped(long count) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext((LoggerContext) getContext());
    event.setLoggerName(BackgroundAppender.class.getName());
    event.setLevel(Level.WARN);
    event.setTimeStamp(System.currentTimeMillis());
    event.setMessage(
        count
            + " log lines were dropped here: they came faster than they could be written. Is the"
            + " disk full, or is what reads the log slow?");
    return layout.doLayout(event);
  }

  @Override
  protected void append(ILoggingEvent event) {
    byte[] line = layout.doLayout(event).getBytes(StandardCharsets.UTF_8);
    Objects.requireNonNull(output).write(line, event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  /** Waits until all is written, but not for ever. */
  void flush() {
    if (output != null) {
      output.flush();
    }
  }

  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    Objects.requireNonNull(output).close();
    if (isOurs) {
      try {
        file.close();
      } catch (IOException e) {
        addWarn("The log file was not closed in order", e);
      }
    }
  }
}
