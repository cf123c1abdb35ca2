package org.ngrokd.client.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ngrokd.client.inspect.Course;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.Origin;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;

/** Exchanges that never took place. */
final class Seen {
  static final SeenRequest REQUEST =
      new SeenRequest(
          "POST",
          "/Pay?id=7",
          "HTTP/1.1",
          List.of(new Header("Host", "shop.example"), new Header("Content-Type", "text/plain")),
          body("Give me \u00e5\u0090\u008d"));
  static final SeenReply REPLY =
      new SeenReply(
          "HTTP/1.1",
          404,
          "Not Found",
          List.of(new Header("Content-Type", "Application/JSON")),
          body("{\"Error\": \"none\"}"));

  static final Origin ORIGIN =
      new Origin("Web", "https", "https://shop.example", "1.2.3.4:5678", "", false);

  private Seen() {}

  /** A letter for a byte. */
  static SeenBody body(String text) {
    return SeenBody.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static SeenExchange of(SeenRequest request, SeenReply reply) {
    return of(ORIGIN, request, Optional.of(reply), Course.State.DONE);
  }

  static SeenExchange of(
      Origin origin, SeenRequest request, Optional<SeenReply> reply, Course.State state) {
    Course course =
        new Course(
            state,
            Instant.parse("2026-01-02T03:04:05.678Z"),
            Duration.ofMillis(12),
            Duration.ofMillis(34),
            "",
            List.of());
    return new SeenExchange(
        "0123456789abcdef",
        origin,
        request,
        reply,
        course,
        new SeenExchange.Frames(List.of(), 0, 0));
  }
}
