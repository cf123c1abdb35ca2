package org.ngrokd.server.notices;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ngrokd.kit.json.Json;
import org.ngrokd.streams.net.Failures;

/**
 * Asks a page, with the notice in JSON and a signature. What it answers but for the status is not
 * looked at, and it leads nowhere else.
 */
final class WebhookTarget implements Target {
  static final String SIGNATURE = "X-Ngrokd-Signature";
  static final String TIMESTAMP = "X-Ngrokd-Timestamp";
  static final String EVENT = "X-Ngrokd-Event";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int TOO_MANY = 429;
  private static final int TIMED_OUT = 408;

  private final NotifyOptions.Webhook options;
  private final String server;
  private final InstantSource clock;
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .build();

  /**
   * @param server its domain
   */
  WebhookTarget(NotifyOptions.Webhook options, String server, InstantSource clock) {
    this.options = options;
    this.server = server;
    this.clock = clock;
  }

  @Override
  public void tell(Notice notice) throws NotTakenException, InterruptedException {
    byte[] body = Json.camel(notice.shown(server));
    long timestamp = clock.instant().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(options.url())
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("User-Agent", "ngrokd")
            .header(EVENT, notice.event())
            .header(TIMESTAMP, String.valueOf(timestamp))
            .header(SIGNATURE, Signature.of(options.secret(), timestamp, body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    CompletableFuture<HttpResponse<Void>> asked =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      check(asked.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS).statusCode());
    } catch (TimeoutException e) {
      throw new NotTakenException(
          host() + " has not answered within " + PATIENCE.toSeconds() + " s", true);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new NotTakenException(host() + ": " + Failures.oneLine(cause), true);
    } finally {
      asked.cancel(true); // also of a body that does not end
    }
  }

  private void check(int status) throws NotTakenException {
    if (status < 200 || status > 299) {
      boolean isItsTrouble = status >= 500 || status == TOO_MANY || status == TIMED_OUT;
      throw new NotTakenException(host() + " answers with status " + status, isItsTrouble);
    }
  }

  /** What is behind it may be a secret. */
  private String host() {
    return "The webhook at " + options.url().getHost();
  }
}
