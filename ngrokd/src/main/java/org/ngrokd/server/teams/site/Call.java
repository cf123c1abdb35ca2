package org.ngrokd.server.teams.site;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.web.Asked;

/**
 * A request to the API by somebody who may ask it. Immutable.
 *
 * @param name what stands in the path's place for it, or ""
 */
record Call(Caller caller, Asked asked, String name) {
  private static final int USUAL = 50;
  private static final int MOST = 200;

  /** The last part of the path. */
  String lastName() {
    return asked.path().substring(asked.path().lastIndexOf('/') + 1);
  }

  String query(String key) {
    return asked.query(key).orElse("");
  }

  /** How many of a list are wanted. */
  int limit() {
    String text = query("limit");
    if (text.isEmpty()) {
      return USUAL;
    }
    if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1) {
      throw bad("limit is '" + text + "'; expected a number, 1 to " + MOST);
    }
    return Math.min(MOST, Integer.parseInt(text));
  }

  /** Whether it is about everybody's, which admins may ask alone. */
  boolean isAboutAll() {
    String scope = query("scope");
    if (scope.equals("all") && !caller.isAdmin()) {
      throw forbidden("Only admins see what is everybody's.");
    }
    if (!scope.isEmpty() && !scope.equals("all") && !scope.equals("mine")) {
      throw bad("scope is '" + scope + "'; expected mine or all");
    }
    return scope.equals("all");
  }

  /** The body, an object. */
  JsonValue json() {
    JsonValue body = asked.json();
    if (!asked.type().startsWith("application/json") || !body.isObject()) {
      throw bad("The body has to be a JSON object, with Content-Type: application/json");
    }
    return body;
  }

  static ApiError bad(String line) {
    return new ApiError(HttpResponseStatus.BAD_REQUEST, "bad-request", line);
  }

  static ApiError forbidden(String line) {
    return new ApiError(HttpResponseStatus.FORBIDDEN, "forbidden", line);
  }

  static ApiError notFound(String line) {
    return new ApiError(HttpResponseStatus.NOT_FOUND, "not-found", line);
  }
}
