package org.ngrokd.server.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.server.traces.Collector.Answer;
import org.ngrokd.server.traces.Collector.Fate;

/** Collectors that do not do what they should. */
class HttpCollectorTest {
  private static final byte[] SPANS = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** With one that lets it wait. */
  private static final Duration LITTLE_PATIENCE = Duration.ofMillis(500);

  private final ServerSocket listening = listen();

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() throws IOException {
    listening.close();
  }

  private HttpCollector collector() {
    return collector(PATIENCE);
  }

  private HttpCollector collector(Duration patience) {
    return new HttpCollector(
        URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/v1/traces"), patience);
  }

  /** Reads a request, and answers so. */
  private CompletableFuture<String> answering(String answer, boolean goesOn) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket socket = listening.accept()) {
            InputStream in = socket.getInputStream();
            StringBuilder request = new StringBuilder();
            while (!request.toString().endsWith("\r\n\r\n{}")) {
              int next = in.read();
              if (next < 0) {
                throw new AssertionError("it ended: " + request);
              }
              request.append((char) next);
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            while (goesOn && in.available() == 0) {
              socket.getOutputStream().write('x');
            }
            return request.toString();
          } catch (IOException e) {
            return "broke off";
          }
        });
  }

  @Test
  void spansArePostedAsJson() throws Exception {
    CompletableFuture<String> asked =
        answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", false);

    assertThat(collector().send(SPANS)).isEqualTo(Answer.TAKEN);
    assertThat(asked.get())
        .startsWith("POST /v1/traces HTTP/1.1\r\n")
        .containsIgnoringCase("content-type: application/json\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "204 No Content, TAKEN",
    "429 Too Many Requests, LATER",
    "503 Service Unavailable, LATER",
    "400 Bad Request, REFUSED",
    "404 Not Found, REFUSED",
    "500 Internal Server Error, REFUSED",
    "301 Moved Permanently, REFUSED",
  })
  void theStatusSaysWhatBecomesOfThem(String status, Fate fate) throws Exception {
    CompletableFuture<String> asked =
        answering("HTTP/1.1 " + status + "\r\nConnection: close\r\n\r\n", false);

    assertThat(collector().send(SPANS).fate()).isEqualTo(fate);
    assertThat(asked.get()).startsWith("POST ");
  }

  @Test
  void oneThatIsDownIsTriedLater() throws Exception {
    HttpCollector collector = collector();
    listening.close();

    assertThat(collector.send(SPANS).fate()).isEqualTo(Fate.LATER);
  }

  @Test
  void oneThatSaysNothingIsNotWaitedForLongerThanTheLimit() throws Exception {
    assertThat(collector(LITTLE_PATIENCE).send(SPANS).fate()).isEqualTo(Fate.LATER);
  }

  @Test
  void anAnswerWithoutAnEndIsNotReadForLongerThanTheLimit() throws Exception {
    CompletableFuture<String> asked =
        answering("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n", true);

    assertThat(collector(LITTLE_PATIENCE).send(SPANS).fate()).isEqualTo(Fate.LATER);
    assertThat(asked.get()).isEqualTo("broke off");
  }
}
