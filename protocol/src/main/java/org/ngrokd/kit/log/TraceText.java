package org.ngrokd.kit.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.ngrokd.kit.text.Printable;

/**
 * A failure with its stack, as Java writes it. What it says may have come from outside, so it stays
 * on its line: nobody can make a line of the log by it.
 */
final class TraceText {
  private TraceText() {}

  /** Each line ends with a line feed. */
  static String of(IThrowableProxy failure) {
    StringBuilder text = new StringBuilder();
    append(text, "", "", failure);
    return text.toString();
  }

  private static void append(
      StringBuilder text, String indent, String caption, IThrowableProxy failure) {
    String message = failure.getMessage() == null ? "" : ": " + failure.getMessage();
    text.append(indent).append(caption).append(failure.getClassName());
    text.append(Printable.line(message, LineLayout.LONGEST)).append('\n');
    if (failure.isCyclic()) {
      return; // it was told further up
    }
    StackTraceElementProxy[] frames = failure.getStackTraceElementProxyArray();
    int common = failure.getCommonFrames();
    for (int i = 0; i < frames.length - common; i++) {
      text.append(indent).append('\t').append(Printable.line(frames[i].toString())).append('\n');
    }
    if (common > 0) {
      text.append(indent).append("\t... ").append(common).append(" common frames omitted\n");
    }
    for (IThrowableProxy each : failure.getSuppressed()) {
      append(text, indent + "\t", "Suppressed: ", each);
    }
    if (failure.getCause() != null) {
      append(text, indent, "Caused by: ", failure.getCause());
    }
  }
}
