package org.ngrokd.server.teams.signin;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ngrokd.server.measure.CallMeter;
import org.ngrokd.streams.net.Failures;

/**
 * Asks providers. It follows no redirect: where to ask was said in the config and in the discovery
 * document. It reads no more than {@link LimitedBody#MOST} bytes, and not after the deadline.
 * Blocks; safe from any thread.
 */
final class Fetch {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** What the JDK's client writes by itself. */
  private static final Set<String> OWN_HEADERS = Set.of("host", "content-length", "connection");

  private final CallMeter calls = new CallMeter();
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /**
   * Asks, and waits for all of the answer.
   *
   * @throws RefusalException when there is none
   */
  HTTPResponse send(HTTPRequest request, Deadline deadline) {
    requireSafe(request.getURI());
    long asked = System.nanoTime();
    try {
      HTTPResponse answer = ask(request, deadline);
      calls.answered(System.nanoTime() - asked);
      return answer;
    } catch (RefusalException e) {
      calls.failed(System.nanoTime() - asked);
      throw e;
    }
  }

  /** How many questions there were, and how long they took. */
  CallMeter calls() {
    return calls;
  }

  private HTTPResponse ask(HTTPRequest request, Deadline deadline) {
    CompletableFuture<HttpResponse<String>> asked =
        client.sendAsync(converted(request), head -> new LimitedBody());
    try {
      return converted(asked.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      asked.cancel(true);
      throw new RefusalException(Refusal.PROVIDER_SLOW, request.getURI().getHost());
    } catch (ExecutionException e) {
      throw failed(request.getURI(), e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw new RefusalException(Refusal.BUSY);
    }
  }

  private static RefusalException failed(URI uri, Throwable cause) {
    if (cause instanceof LimitedBody.TooLongException || cause instanceof ParseException) {
      return new RefusalException(
          Refusal.PROVIDER_WRONG, uri.getHost() + ": " + Failures.oneLine(cause));
    }
    return new RefusalException(
        Refusal.PROVIDER_DOWN, uri.getHost() + ": " + Failures.oneLine(cause));
  }

  /**
   * That what goes there cannot be read on the way.
   *
   * @throws RefusalException when it could
   */
  static void requireSafe(URI uri) {
    if (!isSafe(uri)) {
      throw new RefusalException(
          Refusal.PROVIDER_WRONG, "an address of " + uri.getHost() + " is not one of https");
    }
  }

  /** Whether it goes by https, or does not leave this host. */
  static boolean isSafe(URI uri) {
    return uri.getHost() != null
        && ("https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost())));
  }

  private static HttpRequest converted(HTTPRequest request) {
    String body = request.getBody();
    HttpRequest.Builder converted =
        HttpRequest.newBuilder(request.getURI())
            .timeout(Duration.ofMinutes(1)) // the deadline comes first
            .method(
                request.getMethod().name(),
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    request
        .getHeaderMap()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> converted.header(name, value));
              }
            });
    return converted.build();
  }

  private static HTTPResponse converted(HttpResponse<String> response) {
    HTTPResponse converted = new HTTPResponse(response.statusCode());
    List<String> type = response.headers().allValues("Content-Type");
    if (!type.isEmpty()) {
      converted.setHeader("Content-Type", type.get(0));
    }
    converted.setBody(response.body());
    return converted;
  }
}
