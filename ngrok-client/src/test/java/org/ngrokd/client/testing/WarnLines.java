package org.ngrokd.client.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What the programs log as WARN from now until {@link #close}. Safe from any thread. */
public final class WarnLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.ngrokd");
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  public WarnLines() {
    setContext(logger.getLoggerContext());
    start();
    logger.setLevel(Level.WARN);
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel() == Level.WARN) {
      lines.add(event.getFormattedMessage());
    }
  }

  /** The lines so far that have this text in them. */
  public List<String> with(String text) {
    return lines.stream().filter(line -> line.contains(text)).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(null);
    stop();
  }
}
