package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.testing.ApiClient;

/** What is too much for the client's page, over real connections. */
class PageLimitsIT {
  private static final int MEBIBYTE = 1024 * 1024;

  private final ShopClient shop = ShopClient.withHttp();
  private final String address = shop.address();
  private final int port = shop.port();

  @AfterEach
  void stop() {
    shop.close();
  }

  private Socket connected() throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private String answer(String request) throws Exception {
    try (Socket socket = connected()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void anArchiveThatIsTooLongIsRefusedInWords() throws Exception {
    byte[] piece = new byte[MEBIBYTE];
    HttpRequest.BodyPublisher archive =
        HttpRequest.BodyPublishers.ofByteArrays(Collections.nCopies(120, piece));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(address + "/http/in/har")).POST(archive).build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("inspect_memory");
    assertThat(new ApiClient(address).get("/api/tunnels").get("tunnels").elements()).hasSize(1);
  }

  @Test
  void anAddressThatMakesNoSenseIsRefusedInWords() throws Exception {
    String rest = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    assertThat(answer("GET /%" + rest)).startsWith("HTTP/1.1 400 ").contains("hexadecimal");
    assertThat(answer("GET /api/%2" + rest)).startsWith("HTTP/1.1 400 ").contains("\"msg\"");
    assertThat(answer("GET /http/in/har?%" + rest)).startsWith("HTTP/1.1 400 ");
    assertThat(answer("GET nothing at all" + rest)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void manySilentConnectionsDoNotKeepAnybodyOut() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        silent.add(connected());
      }

      assertThat(new ApiClient(address).get("/api/tunnels").get("tunnels").elements()).hasSize(1);
      assertThat(silent.get(0).getInputStream().read()).as("the oldest is closed").isEqualTo(-1);
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  @Test
  void requestsInOneGoAreAnsweredInTheirTurn() throws Exception {
    String request = "GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (Socket socket = connected()) {
      socket
          .getOutputStream()
          .write(
              (request.repeat(50) + request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();

      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);

      assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(52);
    }
  }

  @Test
  void anotherPageStartsNothing() throws Exception {
    String rest =
        " HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nConnection: close\r\n\r\n";

    assertThat(answer("GET /http/in/har" + rest)).startsWith("HTTP/1.1 403 ");
    assertThat(answer("GET /api/requests/http" + rest)).startsWith("HTTP/1.1 403 ");
    assertThat(answer("GET /http/in" + rest)).startsWith("HTTP/1.1 200 ");
  }
}
