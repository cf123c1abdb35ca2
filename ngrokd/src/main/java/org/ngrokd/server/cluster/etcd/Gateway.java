package org.ngrokd.server.cluster.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.options.EtcdOptions;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Asks etcd's members, one after the other until one answers. Whatever is asked may have been done
 * already by one that did not answer, so it has to be such that twice is as good as once. Safe from
 * any thread.
 */
final class Gateway {
  /**
   * A member that is stopped takes connections and says nothing; one that is slow may need two
   * seconds, and the lease stands that.
   */
  private static final Duration ANSWER = Duration.ofSeconds(3);

  /** With all members that are asked: a renewal that takes longer is of no use. */
  static final Duration LONGEST = Duration.ofSeconds(7);

  private static final int UNAUTHORIZED = 401;
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int OK = 200;

  private final EtcdOptions options;
  private final HttpClient client;
  private final AtomicInteger current = new AtomicInteger();
  private volatile Optional<String> token = Optional.empty();

  Gateway(EtcdOptions options) {
    this.options = options;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER);
    options.ca().ifPresent(file -> builder.sslContext(EtcdTls.trusting(file)));
    this.client = builder.build();
  }

  /** What etcd answers that it does not do; its code is gRPC's. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long code;

    RefusedException(long code, String message) {
      super(message, null, false, false);
      this.code = code;
    }

    long code() {
      return code;
    }
  }

  /**
   * Asks.
   *
   * @param path below /v3/
   * @return fails with a {@link RefusedException}, or an {@link EngineException} when no member
   *     answers
   */
  CompletableFuture<JsonValue> ask(String path, Object question) {
    byte[] body = Json.camel(question);
    CompletableFuture<JsonValue> answer =
        attempt(path, body, options.endpoints().size(), true)
            .orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    return answer.exceptionally(Gateway::fail);
  }

  private static JsonValue fail(Throwable failure) {
    Throwable cause = Causes.of(failure);
    if (cause instanceof RefusedException refused) {
      throw refused;
    }
    throw noAnswer(cause);
  }

  static EngineException noAnswer(Throwable cause) {
    return new EngineException(
        "etcd does not answer (%s): see whether it runs and has a leader, and whether -cluster leads to it"
            .formatted(Failures.oneLine(cause)));
  }

  private CompletableFuture<JsonValue> attempt(
      String path, byte[] body, int left, boolean mayLogIn) {
    int asked = current.get();
    return authorized()
        .thenCompose(
            granted ->
                client.sendAsync(
                    request(path, body, asked, granted).timeout(ANSWER).build(),
                    HttpResponse.BodyHandlers.ofByteArray()))
        .thenApply(Gateway::answer)
        .exceptionallyCompose(
            failure -> {
              Throwable cause = Causes.of(failure);
              if (cause instanceof RefusedException refused) {
                return refused(path, body, left, mayLogIn, refused);
              }
              skip(asked);
              return left > 1
                  ? attempt(path, body, left - 1, mayLogIn)
                  : CompletableFuture.failedFuture(cause);
            });
  }

  private CompletableFuture<JsonValue> refused(
      String path, byte[] body, int left, boolean mayLogIn, RefusedException refused) {
    if (refused.code() == Codes.UNAUTHENTICATED && mayLogIn && !options.user().isEmpty()) {
      token = Optional.empty();
      return attempt(path, body, left, false);
    }
    return CompletableFuture.failedFuture(refused);
  }

  private void skip(int member) {
    boolean unused = current.compareAndSet(member, (member + 1) % options.endpoints().size());
  }

  private CompletableFuture<Optional<String>> authorized() {
    if (options.user().isEmpty() || token.isPresent()) {
      return CompletableFuture.completedFuture(token);
    }
    byte[] body = Json.camel(Map.of("name", options.user(), "password", options.password()));
    HttpRequest request =
        request("auth/authenticate", body, current.get(), Optional.empty()).timeout(ANSWER).build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(
            answer -> {
              token = answer(answer).get("token").text();
              return token;
            });
  }

  private HttpRequest.Builder request(
      String path, byte[] body, int member, Optional<String> granted) {
    HostAndPort at = options.endpoints().get(member);
    String scheme = options.ca().isPresent() ? "https://" : "http://";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(scheme + at + "/v3/" + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    granted.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private static JsonValue answer(HttpResponse<byte[]> answer) {
    if (answer.statusCode() == OK) {
      JsonValue value = Json.read(answer.body());
      refuseError(value.get("error"), OK);
      return value.get("result").isThere() ? value.get("result") : value;
    }
    JsonValue error;
    try {
      error = Json.read(answer.body());
    } catch (IllegalArgumentException e) {
      throw new EngineException("status " + answer.statusCode());
    }
    refuseError(error, answer.statusCode());
    throw new EngineException("status " + answer.statusCode());
  }

  /** Of what is for the moment only another member is asked. */
  private static void refuseError(JsonValue error, int status) {
    long code = error.get("code").number().or(() -> error.get("grpc_code").number()).orElse(0L);
    if (code == Codes.UNAVAILABLE || code == Codes.TOO_LATE || status == SERVICE_UNAVAILABLE) {
      throw new EngineException(error.get("message").text().orElse("not now"));
    }
    if (code != 0 || status == UNAUTHORIZED) {
      throw new RefusedException(
          status == UNAUTHORIZED ? Codes.UNAUTHENTICATED : code,
          error.get("message").text().or(() -> error.get("error").text()).orElse("refused"));
    }
  }

  /** gRPC's, of which etcd uses these. */
  static final class Codes {
    static final long TOO_LATE = 4;
    static final long NOT_FOUND = 5;
    static final long EXHAUSTED = 8;
    static final long UNAVAILABLE = 14;
    static final long UNAUTHENTICATED = 16;

    private Codes() {}
  }

  /** What streams are asked of. */
  int member() {
    return current.get();
  }

  /** Another one is to be asked by all from now on. */
  void leave(int member) {
    skip(member);
  }

  /** With the next question: members that were started again know no login of before. */
  void logInAnew() {
    token = Optional.empty();
  }

  /** Asks this member alone; for a look whether it is there and has a leader. */
  CompletableFuture<Void> look(int member, byte[] question) {
    return authorized()
        .thenCompose(
            granted ->
                client.sendAsync(
                    request("kv/range", question, member, granted).timeout(ANSWER).build(),
                    HttpResponse.BodyHandlers.ofByteArray()))
        .thenAccept(reply -> answer(reply));
  }

  /**
   * Begins what is answered by a line now and then. Waits, so never on an event loop.
   *
   * @throws IOException when there is no answer
   */
  InputStream stream(String path, Object question, int member)
      throws IOException, InterruptedException {
    Optional<String> granted;
    try {
      granted = authorized().orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw new IOException(Failures.oneLine(Causes.of(e)), e);
    }
    HttpRequest request =
        request(path, Json.camel(question), member, granted).timeout(ANSWER).build();
    HttpResponse<InputStream> reply =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    if (reply.statusCode() != OK) {
      reply.body().close();
      token = Optional.empty();
      throw new IOException("status " + reply.statusCode());
    }
    return reply.body();
  }
}
