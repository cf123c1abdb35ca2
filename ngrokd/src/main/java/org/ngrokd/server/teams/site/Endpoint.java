package org.ngrokd.server.teams.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One thing that the API can be asked: what it is called, what goes in and comes out, and who does
 * it. The router and the OpenAPI document are made of it. Immutable.
 *
 * @param path below /api/v1, names in braces
 * @param isForAdmins whether the account has to be an admin's
 * @param asks the record of the body; empty: none
 * @param answer what comes back
 */
record Endpoint(
    String method,
    String path,
    String summary,
    Scope scope,
    boolean isForAdmins,
    List<Query> queries,
    Optional<Class<? extends Record>> asks,
    Reply answer,
    Handler handler) {
  /** Something that may stand in the query. */
  record Query(String name, String means) {}

  /**
   * What comes back.
   *
   * @param type the media type; "" for nothing
   * @param schema of JSON: a record; empty for others
   * @param isList whether it is a page of a list of them
   */
  record Reply(String type, Optional<Class<? extends Record>> schema, boolean isList) {}

  /** Does it, on any thread, which it must not block. */
  @FunctionalInterface
  interface Handler {
    /**
     * The answer, later.
     *
     * @return a record, or an {@link org.ngrokd.kit.web.Answer} as it is; fails with an {@link
     *     ApiError} or a refusal
     */
    CompletionStage<?> answer(Call call);
  }

  static final String JSON = "application/json";

  static Endpoint get(String path, String summary, Handler handler) {
    return of("GET", path, summary, Scope.READ, handler);
  }

  static Endpoint of(String method, String path, String summary, Scope scope, Handler handler) {
    return new Endpoint(
        method,
        path,
        summary,
        scope,
        false,
        List.of(),
        Optional.empty(),
        new Reply("", Optional.empty(), false),
        handler);
  }

  Endpoint forAdmins() {
    return new Endpoint(method, path, summary, Scope.ADMIN, true, queries, asks, answer, handler);
  }

  Endpoint query(String name, String means) {
    List<Query> more = new ArrayList<>(queries);
    more.add(new Query(name, means));
    return new Endpoint(method, path, summary, scope, isForAdmins, more, asks, answer, handler);
  }

  Endpoint asking(Class<? extends Record> body) {
    return new Endpoint(
        method, path, summary, scope, isForAdmins, queries, Optional.of(body), answer, handler);
  }

  Endpoint gives(Class<? extends Record> json) {
    return giving(new Reply(JSON, Optional.of(json), false));
  }

  /** A page of a list. */
  Endpoint givesList(Class<? extends Record> item) {
    return giving(new Reply(JSON, Optional.of(item), true)).query("limit", "how many, at most 200");
  }

  /** Something that is no JSON. */
  Endpoint givesFile(String type) {
    return giving(new Reply(type, Optional.empty(), false));
  }

  private Endpoint giving(Reply reply) {
    return new Endpoint(method, path, summary, scope, isForAdmins, queries, asks, reply, handler);
  }
}
