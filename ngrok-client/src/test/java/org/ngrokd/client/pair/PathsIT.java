package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.testing.ApiClient;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.testing.Visitor;

/** Paths of one tunnel that go to local services of their own, through a whole server. */
class PathsIT {
  private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();

  /** Says its name and the first line of each request. */
  private static LocalService named(String name) {
    return LocalService.with(
        connection -> {
          while (true) {
            String head = LocalService.head(connection.getInputStream());
            connection
                .getOutputStream()
                .write(reply(name, head.substring(0, head.indexOf("\r\n"))));
          }
        });
  }

  private static byte[] reply(String name, String line) {
    String body = name + " " + line;
    return ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String ask(Visitor visitor, String target, String name, String line)
      throws IOException {
    String expected = new String(reply(name, line), StandardCharsets.US_ASCII);
    return visitor
        .send("GET " + target + " HTTP/1.1\r\nHost: web.localhost\r\n\r\n")
        .read(expected.length());
  }

  private NgrokClient client(Pair pair, TunnelSpec tunnel) {
    return pair.clientBuilder()
        .tunnel(tunnel)
        .inspectAddr("127.0.0.1:0")
        .events(
            new SessionEvents() {
              @Override
              public void warned(String line) {
                warnings.add(line);
              }
            })
        .start();
  }

  private void switches(Pair pair) throws Exception {
    try (LocalService web = named("web");
        LocalService api = named("api");
        NgrokClient client =
            client(
                pair,
                TunnelSpec.http(web.address())
                    .subdomain("web")
                    .path("/api", api.address())
                    .strippedPath("/old", api.address()));
        Visitor visitor = Visitor.connect(pair.port("http"))) {
      List<String> got = new ArrayList<>();
      got.add(ask(visitor, "/", "web", "GET / HTTP/1.1"));
      got.add(ask(visitor, "/api/users?a=/", "api", "GET /api/users?a=/ HTTP/1.1"));
      got.add(ask(visitor, "/apis", "web", "GET /apis HTTP/1.1"));
      got.add(ask(visitor, "/old", "api", "GET / HTTP/1.1"));

      assertThat(got.stream().map(each -> each.substring(each.lastIndexOf('\n') + 1)))
          .containsExactly(
              "web GET / HTTP/1.1",
              "api GET /api/users?a=/ HTTP/1.1",
              "web GET /apis HTTP/1.1",
              "api GET / HTTP/1.1");
      ApiClient page = new ApiClient(client.webAddress().orElseThrow());
      JsonValue seen = page.get("/http/in/exchanges");
      assertThat(
              seen.get("exchanges").elements().stream()
                  .map(each -> each.get("local").text().orElse("")))
          .containsExactly(api.address(), web.address(), api.address(), web.address());
    }
  }

  @Test
  void requestsOfOneConnectionGoWhereTheirPathsLead() throws Exception {
    try (Pair pair = Pair.start()) {
      switches(pair);
    }
  }

  /** As a server of 1.7 does it. */
  @Test
  void requestsOfOneProxyConnectionGoWhereTheirPathsLead() throws Exception {
    try (Pair pair = Pair.withoutMultiplexing()) {
      switches(pair);
    }
  }

  @Test
  void serviceThatIsDownIsNamedAndTheOtherStillServes() throws Exception {
    String nobody = LocalService.nobody();
    try (Pair pair = Pair.start();
        LocalService web = named("web");
        NgrokClient client =
            client(pair, TunnelSpec.http(web.address()).subdomain("web").path("/api", nobody));
        Visitor lost = Visitor.connect(pair.port("http"));
        Visitor visitor = Visitor.connect(pair.port("http"))) {
      assertThat(lost.send("GET /api HTTP/1.1\r\nHost: web.localhost\r\n\r\n").readToEnd())
          .startsWith("HTTP/1.0 502 Bad Gateway\r\n");
      assertThat(ask(visitor, "/", "web", "GET / HTTP/1.1")).endsWith("web GET / HTTP/1.1");
      assertThat(warnings.poll(60, TimeUnit.SECONDS))
          .isEqualTo(nobody + " is not listening: visitors get a 502 until it does");
      assertThat(client.tunnels()).hasSize(1);
    }
  }
}
