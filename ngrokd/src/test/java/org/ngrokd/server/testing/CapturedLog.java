package org.ngrokd.server.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * What the programs log from now until {@link #close}. Lines are "LEVEL text"; who logs them does
 * not show. Safe from any thread.
 */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.ngrokd");
  private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

  private CapturedLog(Level level) {
    setContext(logger.getLoggerContext());
    start();
    logger.setLevel(level);
    logger.addAppender(this);
  }

  /** Captures what is this loud or louder. */
  public static CapturedLog at(Level level) {
    return new CapturedLog(level);
  }

  @Override
  protected void append(ILoggingEvent event) {
    events.add(event);
  }

  /** All lines so far. */
  public List<String> lines() {
    return events.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  /** The lines of this level so far. */
  public List<String> lines(Level level) {
    return lines().stream().filter(line -> line.startsWith(level + " ")).toList();
  }

  /** Whether a line has a stack trace. */
  public boolean hasStackTrace() {
    return events.stream().anyMatch(event -> event.getThrowableProxy() != null);
  }

  /** Forgets what was logged. */
  public void clear() {
    events.clear();
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(null);
    stop();
  }
}
