package org.ngrokd.kit.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Locale;

/**
 * One JSON object on one line, for who writes many: {@code {"a":"b","c":1}}. Used by one thread.
 */
public final class JsonLine {
  private final StringBuilder line = new StringBuilder(1024);

  /** Begins another object; what was there is gone. */
  public JsonLine begin() {
    line.setLength(0);
    line.append('{');
    return this;
  }

  public JsonLine text(String name, CharSequence value) {
    name(name);
    quote(value);
    return this;
  }

  /** An array. */
  public JsonLine texts(String name, List<String> values) {
    name(name);
    line.append('[');
    for (int i = 0; i < values.size(); i++) {
      line.append(i > 0 ? "," : "");
      quote(values.get(i));
    }
    line.append(']');
    return this;
  }

  public JsonLine number(String name, long value) {
    name(name);
    line.append(value);
    return this;
  }

  /** Seconds with six places. */
  public JsonLine seconds(String name, long nanos) {
    name(name);
    long micros = nanos / 1000;
    line.append(micros / 1_000_000).append('.');
    line.append(String.format(Locale.ROOT, "%06d", micros % 1_000_000));
    return this;
  }

  /** The object, and the end of the line. */
  public CharSequence end() {
    return line.append("}\n");
  }

  private void name(String name) {
    if (line.length() > 1) {
      line.append(',');
    }
    line.append('"').append(name).append("\":");
  }

  private void quote(CharSequence value) {
    line.append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, line);
    line.append('"');
  }
}
