package org.ngrokd.kit.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.kit.json.Json;

/**
 * What is sent back for a request.
 *
 * @param headers beside those that every answer has
 */
public record Answer(
    HttpResponseStatus status, String type, Body body, Map<String, String> headers) {
  /** Its bytes, all at once or made while they are sent. Never compared. */
  public static final class Body {
    private final byte[] bytes;
    private final Optional<Pieces> pieces;

    Body(byte[] bytes) {
      this.bytes = bytes;
      this.pieces = Optional.empty();
    }

    Body(Pieces pieces) {
      this.bytes = new byte[0];
      this.pieces = Optional.of(pieces);
    }

    byte[] bytes() {
      return bytes;
    }

    Optional<Pieces> pieces() {
      return pieces;
    }
  }

  public static final String JSON = "application/json; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  public static Answer of(HttpResponseStatus status, String type, byte[] body) {
    return new Answer(status, type, new Body(body), Map.of());
  }

  public static Answer ok(String type, byte[] body) {
    return of(HttpResponseStatus.OK, type, body);
  }

  /** One whose length is not known yet. */
  public static Answer streamed(String type, Pieces pieces) {
    return new Answer(HttpResponseStatus.OK, type, new Body(pieces), Map.of());
  }

  /** For the page: names as they are in Java. */
  public static Answer json(Object value) {
    return ok(JSON, Json.camel(value));
  }

  public static Answer text(HttpResponseStatus status, String line) {
    return of(status, TEXT, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public static Answer nothing() {
    return of(HttpResponseStatus.NO_CONTENT, "", new byte[0]);
  }

  public Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, type, body, more);
  }

  /**
   * The same as a page whose forms may be sent to ourselves. The browser says where such a form
   * comes from, which it would not by our other pages' policy: the {@link Gate} asks for that.
   */
  public Answer withForms() {
    return with("Content-Security-Policy", Answers.WITH_FORMS)
        .with("Referrer-Policy", "same-origin");
  }
}
