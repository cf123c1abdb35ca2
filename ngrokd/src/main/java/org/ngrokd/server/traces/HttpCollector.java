package org.ngrokd.server.traces;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ngrokd.streams.net.Failures;

/**
 * A collector that is reached by OTLP over HTTP. It follows no redirect, reads no answer's body to
 * keep it, and waits for no answer longer than it is told to.
 */
final class HttpCollector implements Collector {
  /** Those that the specification of OTLP/HTTP has sent again. */
  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

  private static final int GOOD = 2;
  private static final int HUNDRED = 100;

  private final URI address;
  private final Duration patience;
  private final HttpClient client;

  /**
   * @param patience for the whole of an answer
   */
  HttpCollector(URI address, Duration patience) {
    this.address = address;
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience)
            .build();
  }

  @Override
  public Answer send(byte[] spans) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(spans))
            .build();
    CompletableFuture<HttpResponse<Void>> asked =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return answer(asked.get(patience.toNanos(), TimeUnit.NANOSECONDS).statusCode());
    } catch (TimeoutException e) { // an answer that never ends is not over with its head
      asked.cancel(true);
      return new Answer(Fate.LATER, "no answer within " + patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      return new Answer(Fate.LATER, Failures.oneLine(Failures.unwrapped(e)));
    } catch (InterruptedException e) {
      asked.cancel(true);
      throw e;
    }
  }

  private static Answer answer(int status) {
    if (status / HUNDRED == GOOD) {
      return Answer.TAKEN;
    }
    return new Answer(
        PASSING.contains(status) ? Fate.LATER : Fate.REFUSED, "it answers with " + status);
  }
}
