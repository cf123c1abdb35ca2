package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.testing.ApiClient;

/**
 * What another user of the computer can do with the client's page. Only root can try it; others
 * skip that.
 */
class OtherUsersIT {
  private static final Path AS_USER = Path.of("/usr/bin/setpriv");
  private static final String SOMEBODY = "12345";

  private final ShopClient shop = ShopClient.withHttp();
  private final String address = shop.address();
  private final int port = shop.port();

  @AfterEach
  void stop() {
    shop.close();
  }

  /** The first line of the answer to a request, which a program of this user sends. */
  private String asked(String user, String request) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(AS_USER));
    Assumptions.assumeTrue(
        ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue() == 0);
    Process program =
        new ProcessBuilder(
                AS_USER.toString(),
                "--reuid=" + user,
                "--clear-groups",
                "bash",
                "-c",
                "exec 3<>/dev/tcp/127.0.0.1/"
                    + port
                    + "; printf '"
                    + request.replace("\r\n", "\\r\\n")
                    + "' >&3; head -n 1 <&3")
            .redirectErrorStream(true)
            .start();
    String line =
        new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return line;
  }

  private static String order(String line, String body) {
    return line
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void othersOpenNoTunnels() throws Exception {
    String tunnel = "{\"addr\": \"unix:/run/secret.sock\", \"name\": \"theirs\"}";

    assertThat(asked(SOMEBODY, order("POST /api/tunnels", tunnel))).startsWith("HTTP/1.1 403");

    assertThat(new ApiClient(address).get("/api/tunnels").get("tunnels").elements()).hasSize(1);
  }

  @Test
  void othersGiveNoOrdersAtAll() throws Exception {
    for (String order :
        new String[] {
          "DELETE /api/tunnels/shop",
          "DELETE /api/requests/http",
          "DELETE /http/in/exchanges",
          "POST /api/requests/http",
          "POST /http/in/replay",
          "POST /http/in/har",
          "PUT /anything"
        }) {
      assertThat(asked(SOMEBODY, order(order, "{}"))).as(order).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void othersMayLook() throws Exception {
    assertThat(asked(SOMEBODY, order("GET /api/tunnels", ""))).startsWith("HTTP/1.1 200");
  }

  @Test
  void ownProgramsGiveOrdersAsEver() throws Exception {
    assertThat(asked("0", order("DELETE /api/requests/http", ""))).startsWith("HTTP/1.1 204");
    assertThat(new ApiClient(address).delete("/api/requests/http")).isEqualTo(204);
    assertThat(new ApiClient(address).delete("/api/tunnels/shop")).isEqualTo(204);
  }
}
