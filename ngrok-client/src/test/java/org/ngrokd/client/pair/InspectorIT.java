package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;

/** The page and the API beside running tunnels. */
class InspectorIT {
  private static final String GET =
      "GET /pay?id=7 HTTP/1.1\r\nHost: web.localhost\r\nConnection: close\r\n\r\n";

  private final Pair pair = Pair.start();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    pair.close();
  }

  private HttpResponse<String> get(NgrokClient client, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(client.webAddress().orElseThrow() + path))
            .timeout(Duration.ofSeconds(20))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private LocalService hello() {
    return LocalService.with(
        connection -> {
          connection.getInputStream().read(new byte[8192]);
          connection
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"a\":1}\n"
                      .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        });
  }

  @Test
  void aRequestIsListedWithItsReply() throws Exception {
    try (LocalService web = hello();
        NgrokClient client =
            pair.clientBuilder()
                .tunnel(TunnelSpec.http(":" + web.port()).subdomain("web").name("web"))
                .inspectAddr("127.0.0.1:0")
                .start();
        Visitor visitor = Visitor.connect(pair.port("http"))) {

      visitor.send(GET).readToEnd();

      await()
          .untilAsserted(
              () -> {
                String listed = get(client, "/api/requests/http").body();
                assertThat(listed).contains("\"status_code\":200").contains("/pay?id=7");
              });
    }
  }
}
