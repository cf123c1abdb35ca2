package org.ngrokd.client.inspect;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Exchanges as lines, without what differs from time to time. */
final class Told {
  private Told() {}

  /** As {@code POST /a [body] -> 100 200 [body] DONE}, with frames behind it. */
  static String line(SeenExchange seen) {
    String request = seen.request().method() + " " + seen.request().target();
    String interim =
        seen.course().interim().stream().map(each -> " " + each).collect(Collectors.joining());
    String reply =
        seen.reply().map(each -> " " + each.status() + body(each.body())).orElse(" none");
    String trouble = seen.course().trouble();
    return request
        + body(seen.request().body())
        + " ->"
        + interim
        + reply
        + " "
        + seen.course().state()
        + (trouble.isEmpty() ? "" : " " + trouble)
        + seen.frames().kept().stream().map(Told::frame).collect(Collectors.joining());
  }

  private static String body(SeenBody body) {
    String trailers = body.trailers().isEmpty() ? "" : headers(body.trailers());
    String more = body.isWhole() ? "" : " of " + body.size();
    return body.size() == 0 && trailers.isEmpty()
        ? ""
        : " [" + text(body.bytes()) + more + "]" + trailers;
  }

  private static String headers(List<Header> headers) {
    return headers.stream()
        .map(each -> "(" + each.name() + ": " + each.value() + ")")
        .collect(Collectors.joining());
  }

  private static String frame(Frame frame) {
    return (frame.isFromVisitor() ? " > " : " < ")
        + frame(frame.kind(), frame.bytes(), frame.size());
  }

  static String frame(Frame.Kind kind, byte[] bytes, long size) {
    return kind + "[" + text(bytes) + "]" + (bytes.length == size ? "" : size);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** All that does not differ from time to time. */
  static String all(SeenExchange seen) {
    return line(seen)
        + " "
        + seen.request().version()
        + headers(seen.request().headers())
        + seen.reply()
            .map(each -> each.version() + " " + each.reason() + headers(each.headers()))
            .orElse("")
        + seen.frames().forgotten();
  }
}
