package org.ngrokd.client.pair;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.testing.LocalService;

/** Visitors who ask on and on, each time on a new connection, and when each began and ended. */
final class TimedVisits implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();
  private volatile boolean isStopping;

  /**
   * One.
   *
   * @param failure "" where there was an answer as it should be
   */
  record Visit(long began, long ended, String failure) {
    boolean isGood() {
      return failure.isEmpty();
    }
  }

  /** Begins. */
  void begin(int visitors, String host, VisitorLoad.Opening opening) {
    for (int i = 0; i < visitors; i++) {
      threads.execute(
          () -> {
            while (!isStopping) {
              long began = System.nanoTime();
              String failure = failure(host, opening);
              visits.add(new Visit(began, System.nanoTime(), failure));
            }
          });
    }
  }

  private static String failure(String host, VisitorLoad.Opening opening) {
    try (Socket socket = opening.open()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request =
          "GET /word HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String head = LocalService.head(in);
      String body = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return head.startsWith("HTTP/1.1 200 ") && body.equals("/word")
          ? ""
          : head.lines().findFirst().orElse("") + " " + body.lines().findFirst().orElse("");
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** How many were answered that began after this moment. */
  long goodSince(long nanos) {
    return visits.stream().filter(each -> each.isGood() && each.began() - nanos > 0).count();
  }

  /** Those that failed, which began after this moment, with how long after it. */
  List<String> failuresSince(long nanos) {
    return visits.stream()
        .filter(each -> !each.isGood() && each.began() - nanos > 0)
        .map(
            each ->
                "%d ms after, for %d ms: %s"
                    .formatted(
                        Duration.ofNanos(each.began() - nanos).toMillis(),
                        Duration.ofNanos(each.ended() - each.began()).toMillis(),
                        each.failure()))
        .toList();
  }

  /** When the first was answered that began after this moment, after it. */
  Duration firstGoodAfter(long nanos) {
    return visits.stream()
        .filter(each -> each.isGood() && each.began() - nanos > 0)
        .map(each -> Duration.ofNanos(each.ended() - nanos))
        .min(Duration::compareTo)
        .orElse(Duration.ofDays(1));
  }

  /** The longest that one took which began after this moment. */
  Duration longestSince(long nanos) {
    return visits.stream()
        .filter(each -> each.began() - nanos > 0)
        .map(each -> Duration.ofNanos(each.ended() - each.began()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Lets each finish what it has begun. */
  void stop() throws InterruptedException {
    isStopping = true;
    threads.shutdown();
    if (!threads.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
      visits.add(new Visit(System.nanoTime(), System.nanoTime(), "a visitor still waits"));
    }
  }

  @Override
  public void close() {
    isStopping = true;
    threads.shutdownNow();
  }
}
