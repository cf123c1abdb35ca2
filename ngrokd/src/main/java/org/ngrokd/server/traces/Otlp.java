package org.ngrokd.server.traces;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of OTLP over HTTP with spans, as its JSON has it: ids in hexadecimal digits, numbers of
 * 64 bits as texts.
 */
record Otlp(List<OfResource> resourceSpans) {
  /** A span that answers a request from elsewhere. */
  static final int SERVER = 2;

  static final int UNSET = 0;
  static final int ERROR = 2;

  /** All of one program. */
  record OfResource(Resource resource, List<OfScope> scopeSpans) {}

  /** The program. */
  record Resource(List<Attribute> attributes) {}

  /** All of one part of it. */
  record OfScope(Scope scope, List<OneSpan> spans) {}

  /** The part. */
  record Scope(String name, String version) {}

  /**
   * A span.
   *
   * @param parentSpanId null: it is the first of its trace
   */
  record OneSpan(
      String traceId,
      String spanId,
      @Nullable String parentSpanId,
      String name,
      int kind,
      String startTimeUnixNano,
      String endTimeUnixNano,
      List<Attribute> attributes,
      List<Event> events,
      Status status) {}

  /** Something that happened within a span. */
  record Event(String timeUnixNano, String name) {}

  /** Whether it went well. */
  record Status(int code) {}

  /** A name and its value. */
  record Attribute(String key, Value value) {
    static Attribute text(String key, String value) {
      return new Attribute(key, new Value(value, null));
    }

    static Attribute number(String key, long value) {
      return new Attribute(key, new Value(null, Long.toString(value)));
    }
  }

  /** One of the two. */
  record Value(@Nullable String stringValue, @Nullable String intValue) {}
}
