package org.ngrokd.server.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.traces.Otlp.Attribute;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Spans in OTLP's JSON, with the names of OpenTelemetry's semantic conventions; what those have no
 * name for begins with {@code ngrokd.}.
 */
final class SpanFormat {
  private static final int LONGEST = 4096;
  private static final int SERVER_ERRORS = 500;

  private final Otlp.Resource resource;
  private final Otlp.Scope scope;

  /**
   * @param version of the program
   */
  SpanFormat(String version) {
    this.resource =
        new Otlp.Resource(
            List.of(
                Attribute.text("service.name", "ngrokd"),
                Attribute.text("service.version", version)));
    this.scope = new Otlp.Scope("org.ngrokd.server", version);
  }

  /** All of them, for one request to a collector. */
  byte[] json(List<Span> spans) {
    List<Otlp.OneSpan> all = spans.stream().map(SpanFormat::one).toList();
    return Json.camel(
        new Otlp(List.of(new Otlp.OfResource(resource, List.of(new Otlp.OfScope(scope, all))))));
  }

  private static Otlp.OneSpan one(Span span) {
    String above = span.place().above();
    return new Otlp.OneSpan(
        span.place().traceId(),
        span.place().spanId(),
        above.isEmpty() ? null : above,
        harmless(span.asked().method()),
        Otlp.SERVER,
        Long.toString(span.times().began()),
        Long.toString(span.times().ended()),
        attributes(span),
        events(span.times()),
        new Otlp.Status(isError(span) ? Otlp.ERROR : Otlp.UNSET));
  }

  private static boolean isError(Span span) {
    int status = span.ended().status();
    return status == 0 || status >= SERVER_ERRORS;
  }

  private static List<Otlp.Event> events(Span.Times times) {
    List<Otlp.Event> events = new ArrayList<>();
    if (times.joined() > 0) {
      events.add(new Otlp.Event(Long.toString(times.joined()), "joined with the client"));
    }
    if (times.answered() > 0) {
      events.add(new Otlp.Event(Long.toString(times.answered()), "first byte of the answer"));
    }
    return events;
  }

  private static List<Attribute> attributes(Span span) {
    List<Attribute> all = new ArrayList<>();
    Span.Asked asked = span.asked();
    all.add(Attribute.text("http.request.method", harmless(asked.method())));
    all.add(Attribute.text("url.scheme", asked.by().wireName()));
    all.add(Attribute.text("url.path", harmless(asked.target().path())));
    address(all, "server.address", "server.port", asked.host());
    address(all, "client.address", "client.port", asked.visitor());
    if (!asked.userAgent().isEmpty()) {
      all.add(Attribute.text("user_agent.original", harmless(asked.userAgent())));
    }
    Span.Ended ended = span.ended();
    if (ended.status() > 0) {
      all.add(Attribute.number("http.response.status_code", ended.status()));
    }
    all.add(Attribute.number("http.request.size", ended.fromVisitor()));
    all.add(Attribute.number("http.response.size", ended.toVisitor()));
    span.tunnel().ifPresent(tunnel -> all.add(Attribute.text("ngrokd.tunnel", tunnel.toString())));
    account(span).ifPresent(account -> all.add(Attribute.text("ngrokd.account", account)));
    ended.refusal().ifPresent(rule -> all.add(Attribute.text("ngrokd.rule", word(rule))));
    all.add(Attribute.text("ngrokd.outcome", word(ended.how())));
    return all;
  }

  /** "ip:port" as two values. */
  private static void address(List<Attribute> to, String name, String port, String text) {
    try {
      HostAndPort parsed = HostAndPort.parse(text);
      to.add(Attribute.text(name, parsed.host()));
      to.add(Attribute.number(port, parsed.port()));
    } catch (IllegalArgumentException e) {
      to.add(Attribute.text(name, harmless(text)));
    }
  }

  private static Optional<String> account(Span span) {
    return span.tunnel()
        .flatMap(tunnel -> tunnel.claim().holder().about())
        .map(Holder.About::account)
        .filter(account -> !account.isEmpty())
        .map(SpanFormat::harmless);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String harmless(String text) {
    return Printable.line(text, LONGEST);
  }
}
