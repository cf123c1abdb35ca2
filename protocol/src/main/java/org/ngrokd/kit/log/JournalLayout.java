package org.ngrokd.kit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.LayoutBase;
import org.ngrokd.kit.cli.Journal;

/** Lines of another layout, with their priority in front for systemd's journal. */
final class JournalLayout extends LayoutBase<ILoggingEvent> {
  private final Layout<ILoggingEvent> lines;

  JournalLayout(Layout<ILoggingEvent> lines) {
    this.lines = lines;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    return Journal.marked(priority(event.getLevel()), lines.doLayout(event)) + "\n";
  }

  private static int priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> Journal.ERROR;
      case Level.WARN_INT -> Journal.WARNING;
      case Level.INFO_INT -> Journal.INFO;
      default -> Journal.DEBUG;
    };
  }
}
