package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FetchTest {
  private final Fetch fetch = new Fetch();

  private static HTTPRequest of(int port) {
    return new HTTPRequest(
        HTTPRequest.Method.GET, URI.create("http://127.0.0.1:" + port + "/path?secret=1"));
  }

  /** Each byte comes before any time that is counted from one byte to the next. */
  @Test
  void theDeadlineIsForAllOfTheAnswerHoweverItComes() throws IOException {
    try (ServerSocket dripping = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> drips = CompletableFuture.runAsync(() -> drip(dripping));

      RefusalException refused =
          catchThrowableOfType(
              RefusalException.class,
              () -> fetch.send(of(dripping.getLocalPort()), Deadline.in(Duration.ofMillis(300))));

      assertThat(refused.refusal()).isEqualTo(Refusal.PROVIDER_SLOW);
      assertThat(refused).hasMessageNotContaining("secret");
      assertThat(fetch.calls().failures()).isEqualTo(1);
      assertThat(fetch.calls().times().sum()).isGreaterThan(0.29);
      drips.join();
    }
  }

  private static void drip(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 1000; i++) {
        socket.getOutputStream().write('a');
        if (hasGone(socket)) {
          return;
        }
      }
    } catch (IOException e) {
      return; // it has gone, as it should
    }
  }

  /** Waits a little for it. */
  private static boolean hasGone(Socket socket) throws IOException {
    socket.setSoTimeout(20);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void nothingListensThere() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    RefusalException refused =
        catchThrowableOfType(
            RefusalException.class, () -> fetch.send(of(port), Deadline.in(Duration.ofSeconds(5))));

    assertThat(refused.refusal()).isEqualTo(Refusal.PROVIDER_DOWN);
  }

  @Test
  void secretsGoByHttpsOrStayOnThisHost() {
    assertThat(Fetch.isSafe(URI.create("https://id.example.com/"))).isTrue();
    assertThat(Fetch.isSafe(URI.create("http://127.0.0.1:8080/"))).isTrue();
    assertThat(Fetch.isSafe(URI.create("http://[::1]:8080/"))).isTrue();
    assertThat(Fetch.isSafe(URI.create("http://id.example.com/"))).isFalse();
    assertThat(Fetch.isSafe(URI.create("http://localhost.example.com/"))).isFalse();
    assertThat(Fetch.isSafe(URI.create("file:///etc/passwd"))).isFalse();
  }
}
