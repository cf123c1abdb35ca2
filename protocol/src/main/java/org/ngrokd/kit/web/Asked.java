package org.ngrokd.kit.web;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;

/**
 * A request to the page or the API.
 *
 * @param path without the query, decoded
 */
public record Asked(
    String method,
    String path,
    Map<String, List<String>> query,
    Answer.Body body,
    String type,
    HttpHeaders headers) {

  /**
   * What this request asks for.
   *
   * @throws IllegalArgumentException with a line for who asked, when its address makes no sense
   */
  static Asked of(FullHttpRequest request) {
    QueryStringDecoder target = new QueryStringDecoder(request.uri());
    return new Asked(
        request.method().name().equals("HEAD") ? "GET" : request.method().name(),
        decoded(target::path),
        decoded(target::parameters),
        new Answer.Body(ByteBufUtil.getBytes(request.content())),
        request.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT),
        request.headers());
  }

  /** A header's first value, or "" when it is not there. */
  public String header(CharSequence name) {
    return headers.get(name, "");
  }

  private static <T> T decoded(Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a % in the address or the form is not followed by two hexadecimal digits", e);
    }
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name)).map(values -> values.get(0));
  }

  /**
   * The body as JSON.
   *
   * @throws IllegalArgumentException when it is none
   */
  public JsonValue json() {
    return Json.read(body.bytes());
  }

  /** A field of a form or of JSON, whichever the body is. */
  public Optional<String> field(String name) {
    if (type.startsWith("application/json")) {
      return json().get(name).text();
    }
    QueryStringDecoder form =
        new QueryStringDecoder(new String(body.bytes(), StandardCharsets.UTF_8), false);
    return Optional.ofNullable(decoded(form::parameters).get(name))
        .map(values -> values.get(0))
        .or(() -> query(name));
  }
}
