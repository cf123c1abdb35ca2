package org.ngrokd.server.acme.ocsp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.Failures;

/**
 * Asks a responder by http, with bounds on its time and on what it says. Blocks. Safe from any
 * thread.
 */
final class OcspClient {
  /** In bytes; answers have one or two kilobytes. */
  private static final int LONGEST = 64 * 1024;

  private static final String ASKS = "application/ocsp-request";

  private final Duration patience;
  private @Nullable HttpClient http;

  /**
   * @param patience for a whole answer
   */
  OcspClient(Duration patience) {
    this.patience = patience;
  }

  /** Made when somebody is asked for the first time: it has a thread of its own. */
  private synchronized HttpClient http() {
    HttpClient made = http;
    if (made == null) {
      made =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(patience)
              .build();
      http = made;
    }
    return made;
  }

  /**
   * Sends a question.
   *
   * @return the answer, whatever it is
   */
  byte[] ask(URI responder, byte[] question) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(responder)
            .header("Content-Type", ASKS)
            .timeout(patience)
            .POST(HttpRequest.BodyPublishers.ofByteArray(question))
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http().sendAsync(request, info -> new Bounded());
    try {
      HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("it answers with status " + response.statusCode());
      }
      return response.body();
    } catch (ExecutionException e) {
      throw new IOException(Failures.oneLine(Failures.unwrapped(e)), e);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + patience.toSeconds() + " s", e);
    } finally {
      answer.cancel(true);
    }
  }

  /** A body that is not longer than an answer may be. */
  private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
    private final HttpResponse.BodySubscriber<byte[]> all =
        HttpResponse.BodySubscribers.ofByteArray();
    private Flow.@Nullable Subscription subscription;
    private int length;

    @Override
    public CompletionStage<byte[]> getBody() {
      return all.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription body) {
      subscription = body;
      all.onSubscribe(body);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
      length += part.stream().mapToInt(ByteBuffer::remaining).sum();
      if (length <= LONGEST) {
        all.onNext(part);
      } else if (subscription != null) {
        subscription.cancel();
        all.onError(new IOException("its answer is longer than any"));
      }
    }

    @Override
    public void onError(Throwable failure) {
      all.onError(failure);
    }

    @Override
    public void onComplete() {
      all.onComplete();
    }
  }
}
