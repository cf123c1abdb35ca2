package org.ngrokd.server.traces;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which trace a request belongs to, and below which of its spans (W3C Trace Context).
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 of them: the span that is above
 * @param isSampled whether whoever is above keeps it
 */
record TraceParent(String traceId, String spanId, boolean isSampled) {
  /** What follows in a version to come is not looked at. */
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);

  /**
   * What a head says.
   *
   * @param values of its lines "traceparent"
   * @return null where there is none, or nothing that is one
   */
  static @Nullable TraceParent of(List<String> values) {
    if (values.size() != 1) {
      return null;
    }
    Matcher form = FORM.matcher(values.get(0));
    if (!form.matches()) {
      return null;
    }
    String version = form.group(1);
    boolean isTooLong = version.equals("00") && form.group(5) != null;
    boolean isNone = form.group(2).equals(NO_TRACE) || form.group(3).equals(NO_SPAN);
    if (version.equals("ff") || isTooLong || isNone) {
      return null;
    }
    int flags = Integer.parseInt(form.group(4), 16);
    return new TraceParent(form.group(2), form.group(3), (flags & 1) != 0);
  }

  /** The identifier of another trace. */
  static String newTrace() {
    return newSpan() + newSpan();
  }

  /** The identifier of another span. */
  static String newSpan() {
    long id = 0;
    while (id == 0) {
      id = ThreadLocalRandom.current().nextLong();
    }
    return HexFormat.of().toHexDigits(id);
  }
}
