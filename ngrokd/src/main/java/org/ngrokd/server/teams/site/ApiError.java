package org.ngrokd.server.teams.site;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;

/** What a program is told whose request is not carried out. */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1;

  static final String PREFIX = "/api/v1/";

  private final transient HttpResponseStatus status;
  private final String code;

  /**
   * @param code a word that does not change, for translations and programs
   * @param line what, why, what to do
   */
  ApiError(HttpResponseStatus status, String code, String line) {
    super(line, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** As it is sent. */
  record Refused(Told error) {}

  /** What happened. */
  record Told(String code, String message) {}

  Answer answer() {
    return answer(status, code, String.valueOf(getMessage()));
  }

  static Answer answer(HttpResponseStatus status, String code, String line) {
    return Answer.of(status, Answer.JSON, Json.camel(new Refused(new Told(code, line))));
  }

  /** What fails before anybody of the API has seen it; people read other pages. */
  static Answer failure(HttpResponseStatus status, String line, String path) {
    return path.startsWith(PREFIX) ? answer(status, code(status), line) : Answer.text(status, line);
  }

  private static String code(HttpResponseStatus status) {
    return switch (status.code()) {
      case 400 -> "bad-request";
      case 404 -> "not-found";
      case 405 -> "not-allowed";
      case 503 -> "busy";
      default -> "failed";
    };
  }
}
