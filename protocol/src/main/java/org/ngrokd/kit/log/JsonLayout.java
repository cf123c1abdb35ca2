package org.ngrokd.kit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.ngrokd.kit.text.Printable;
import org.slf4j.event.KeyValuePair;

/**
 * A line for machines: {@code
 * {"time":"2015-03-13T09:55:46Z","level":"INFO","conn":"tun:15dd7522","message":"…"}}, with {@code
 * owner} and {@code trace} where there is one. What must not be shown is escaped as in a line of
 * text, so that a value is harmless when a program takes it out and prints it.
 */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
  @Override
  public String doLayout(ILoggingEvent event) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    line.put("level", event.getLevel() == Level.WARN ? "WARNING" : event.getLevel().toString());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        line.put(pair.key, Printable.line(String.valueOf(pair.value), LineLayout.LONGEST));
      }
    }
    line.put("message", Printable.line(event.getFormattedMessage(), LineLayout.LONGEST));
    if (event.getThrowableProxy() != null) {
      line.put("trace", TraceText.of(event.getThrowableProxy()));
    }
    return line + "\n";
  }
}
