package org.ngrokd.server.teams.site;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.teams.accounts.RefusedException;
import org.ngrokd.server.teams.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API: finds out who asks, whether they may, and how often, then lets the {@link Endpoint} do
 * it, and turns what comes of it into an answer.
 *
 * <p>Safe from any thread.
 */
final class Api {
  static final String BASE = "/api/v1";
  static final String CSRF = "X-CSRF-Token";

  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  private final List<Endpoint> endpoints;
  private final Callers callers;
  private final CallRate rate;

  Api(List<Endpoint> endpoints, Callers callers, CallRate rate) {
    this.endpoints = endpoints;
    this.callers = callers;
    this.rate = rate;
  }

  void addTo(Router router) {
    for (Endpoint each : endpoints) {
      router.atLater(
          each.method(),
          BASE + each.path().replaceAll("\\{[a-z]+}", "*"),
          (asked, name, answer) -> ask(each, asked, name, answer));
    }
    byte[] document = OpenApi.of(endpoints);
    router.at("GET", BASE + "/openapi.json", (asked, name) -> Answer.ok(Answer.JSON, document));
  }

  private void ask(Endpoint endpoint, Asked asked, String name, Consumer<Answer> answer) {
    var unused =
        callers
            .find(asked)
            .thenCompose(caller -> answered(endpoint, asked, name, caller))
            .whenComplete((value, failure) -> answer.accept(answer(asked, value, failure)));
  }

  private CompletionStage<?> answered(
      Endpoint endpoint, Asked asked, String name, Optional<Caller> caller) {
    Caller known =
        caller.orElseThrow(
            () ->
                new ApiError(
                    HttpResponseStatus.UNAUTHORIZED,
                    "signed-out",
                    "Sign in, or send a token for the API: Authorization: Bearer …"));
    check(endpoint, asked, known);
    return endpoint.handler().answer(new Call(known, asked, name));
  }

  private void check(Endpoint endpoint, Asked asked, Caller caller) {
    if (!rate.take(caller.key())) {
      throw new ApiError(
          HttpResponseStatus.TOO_MANY_REQUESTS,
          "too-many-requests",
          "More requests than " + CallRate.PER_SECOND + " per second: wait a second.");
    }
    if (!caller.has(endpoint.scope())) {
      throw Call.forbidden(
          "The token is not for this: it needs the scope " + endpoint.scope().word());
    }
    if (endpoint.isForAdmins() && !caller.account().isAdmin()) {
      throw Call.forbidden("This is for admins.");
    }
    boolean isChange = !asked.method().equals("GET");
    if (isChange && caller.session().filter(each -> !each.isCsrf(asked.header(CSRF))).isPresent()) {
      throw new ApiError(
          HttpResponseStatus.FORBIDDEN,
          "csrf",
          "The header " + CSRF + " is missing or of another session: load the page again.");
    }
  }

  private static Answer answer(Asked asked, @Nullable Object value, @Nullable Throwable failure) {
    if (failure != null) {
      return failed(asked, unwrapped(failure));
    }
    if (value instanceof Answer ready) {
      return ready;
    }
    return value == null ? Answer.nothing() : Answer.json(value);
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? unwrapped(cause) : failure;
  }

  private static Answer failed(Asked asked, Throwable failure) {
    String line = String.valueOf(failure.getMessage());
    if (failure instanceof ApiError error) {
      Answer answer = error.answer();
      return answer.status().equals(HttpResponseStatus.TOO_MANY_REQUESTS)
          ? answer.with("Retry-After", "1")
          : answer;
    }
    if (failure instanceof RefusedException refused) {
      return ApiError.answer(status(refused), refused.code(), line);
    }
    if (failure instanceof IllegalArgumentException) {
      return ApiError.answer(HttpResponseStatus.BAD_REQUEST, "bad-request", line);
    }
    if (failure instanceof StoreException) {
      LOG.warn("{} {} was not carried out: {}", asked.method(), asked.path(), line);
      return ApiError.answer(
          HttpResponseStatus.SERVICE_UNAVAILABLE,
          "busy",
          "The accounts cannot be asked at the moment. Try again in a minute.");
    }
    if (failure instanceof TimeoutException) {
      return ApiError.answer(
          HttpResponseStatus.GATEWAY_TIMEOUT,
          "no-answer",
          "The server where that is does not answer. Try again in a minute.");
    }
    LOG.error("{} {} failed", asked.method(), asked.path(), failure);
    return ApiError.answer(
        HttpResponseStatus.INTERNAL_SERVER_ERROR, "failed", "That went wrong here.");
  }

  /** What is not there is told as such. */
  private static HttpResponseStatus status(RefusedException refused) {
    return refused.code().endsWith(".unknown")
        ? HttpResponseStatus.NOT_FOUND
        : HttpResponseStatus.CONFLICT;
  }
}
