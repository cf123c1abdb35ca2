package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.testing.ApiClient;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.testing.Visitor;

/** The API of ngrok's agents, as programs use it, beside running tunnels. */
class AgentApiIT {
  private static final String REQUESTS = "/api/requests/http";

  private final Pair pair = Pair.start();
  private final Shop shop = Shop.open();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final NgrokClient client =
      pair.clientBuilder()
          .tunnel(TunnelSpec.httpAndHttps(":" + shop.port()).subdomain("shop").name("shop"))
          .inspectAddr("127.0.0.1:0")
          .events(
              new SessionEvents() {
                @Override
                public void online(String serverVersion) {
                  told.add("online");
                }

                @Override
                public void warned(String line) {
                  told.add(line);
                }
              })
          .start();
  private final ApiClient api = new ApiClient(client.webAddress().orElseThrow());
  private final ShopVisitors visitors = new ShopVisitors(pair.port("http"));

  @AfterEach
  void stop() {
    client.close();
    shop.close();
    pair.close();
  }

  private static String text(JsonValue value) {
    return value.text().orElseThrow();
  }

  private List<String> tunnels() throws Exception {
    List<String> tunnels = new ArrayList<>();
    for (JsonValue each : api.get("/api/tunnels").get("tunnels").elements()) {
      tunnels.add(text(each.get("name")) + " " + text(each.get("public_url")));
    }
    return tunnels;
  }

  private List<JsonValue> requests() throws Exception {
    return api.get(REQUESTS).get("requests").elements();
  }

  private void awaitRequests(int count) {
    await()
        .untilAsserted(
            () ->
                assertThat(requests())
                    .hasSize(count)
                    .allMatch(
                        each -> each.get("response").get("status_code").number().orElse(0L) > 0));
  }

  private String url(String scheme, String name) {
    return scheme + "://" + name + ".localhost:" + pair.port(scheme);
  }

  @Test
  void tunnelsAreListedAsAgentsListThem() throws Exception {
    JsonValue tunnels = api.get("/api/tunnels");

    assertThat(text(tunnels.get("uri"))).isEqualTo("/api/tunnels");
    assertThat(tunnels())
        .containsExactly("shop (http) " + url("http", "shop"), "shop " + url("https", "shop"));
    JsonValue https = api.get("/api/tunnels/shop");
    assertThat(text(https.get("proto"))).isEqualTo("https");
    assertThat(text(https.get("uri"))).isEqualTo("/api/tunnels/shop");
    assertThat(text(https.get("config").get("addr"))).isEqualTo("http://localhost:" + shop.port());
    assertThat(text(https.get("config").get("inspect"))).isEqualTo("true");
    assertThat(https.get("metrics").get("conns").keys())
        .containsExactly("count", "gauge", "rate1", "rate5", "rate15", "p50", "p90", "p95", "p99");
    assertThat(https.get("metrics").get("http").keys())
        .containsExactly("count", "rate1", "rate5", "rate15", "p50", "p90", "p95", "p99");
    assertThat(text(api.get("/api/tunnels/shop%20(http)").get("proto"))).isEqualTo("http");
  }

  @Test
  void visitorsAreCounted() throws Exception {
    visitors.get("/orders");
    visitors.get("/fail");
    awaitRequests(2);

    JsonValue metrics = api.get("/api/tunnels/shop%20(http)").get("metrics");

    assertThat(metrics.get("conns").get("count").number()).contains(2L);
    assertThat(metrics.get("http").get("count").number()).contains(2L);
    assertThat(metrics.get("http").get("p50").number().orElseThrow()).isPositive();
  }

  @Test
  void aTunnelIsOpenedAndClosedWhileTheOthersStay() throws Exception {
    HttpResponse<String> opened =
        api.post(
            "/api/tunnels",
            "{\"addr\": %d, \"schemes\": [\"http\"], \"name\": \"more\", \"subdomain\": \"more\", \"inspect\": true}"
                .formatted(shop.port()));

    assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
    assertThat(text(ApiClient.json(opened).get("public_url"))).isEqualTo(url("http", "more"));
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      assertThat(
              visitor
                  .send("GET /orders HTTP/1.1\r\nHost: more.localhost\r\nConnection: close\r\n\r\n")
                  .readToEnd())
          .startsWith("HTTP/1.1 200 ");
    }

    assertThat(api.delete("/api/tunnels/more")).isEqualTo(204);

    await()
        .untilAsserted(
            () ->
                assertThat(tunnels())
                    .containsExactly(
                        "shop (http) " + url("http", "shop"), "shop " + url("https", "shop")));
    await()
        .untilAsserted(
            () -> {
              try (Visitor visitor = Visitor.connect(pair.port("http"))) {
                assertThat(
                        visitor
                            .send(
                                "GET / HTTP/1.1\r\n"
                                    + "Host: more.localhost\r\n"
                                    + "Connection: close\r\n\r\n")
                            .readToEnd())
                    .startsWith("HTTP/1.0 404 ");
              }
            });
    assertThat(visitors.get("/orders")).startsWith("HTTP/1.1 200 ");
    assertThat(told).containsExactly("online"); // the session went on
  }

  @Test
  void aTunnelThatIsOpenedComesBackWithTheServer() throws Exception {
    api.post(
        "/api/tunnels",
        "{\"addr\": \"%d\", \"proto\": \"http\", \"name\": \"more\", \"subdomain\": \"more\"}"
            .formatted(shop.port()));

    pair.restartServer();

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(tunnels()).contains("more " + url("https", "more")));
  }

  @Test
  void whatCannotBeOpenedIsToldAndChangesNothing() throws Exception {
    assertRefused(400, "no JSON", "");
    assertRefused(400, "{\"proto\":\"http\",\"name\":\"x\"}", "addr is missing");
    assertRefused(
        400, "{\"addr\":\"80\",\"name\":\"x\",\"oauth\":\"google\"}", "'oauth' cannot be given");
    assertRefused(400, "{\"addr\":\"80\",\"name\":\"shop\"}", "there is a tunnel shop already");
    HttpResponse<String> taken =
        api.post(
            "/api/tunnels", "{\"addr\":\"80\",\"name\":\"x\",\"hostname\":\"shop.localhost\"}");
    assertThat(taken.statusCode()).isEqualTo(502);
    JsonValue error = ApiClient.json(taken);
    assertThat(text(error.get("msg"))).isEqualTo("failed to start tunnel");
    assertThat(text(error.get("details").get("err")))
        .contains("is already registered")
        .contains("is already bound to another tunnel session");
    assertThat(tunnels()).hasSize(2);
  }

  /** It would not fit into a message: the server would hang up, and all tunnels be gone. */
  @Test
  void whatIsTooLongIsToldAndTheSessionGoesOn() throws Exception {
    assertRefused(
        400,
        "{\"addr\":\"80\",\"name\":\"x\",\"auth\":\"u:%s\"}".formatted("x".repeat(70_000)),
        "is too long: 70002 characters, at most 1024 are taken");

    assertThat(tunnels()).hasSize(2);
    api.post(
        "/api/tunnels",
        "{\"addr\":\"%d\",\"proto\":\"http\",\"name\":\"y\",\"subdomain\":\"y\"}"
            .formatted(shop.port()));
    assertThat(tunnels()).anyMatch(each -> each.startsWith("y "));
  }

  private void assertRefused(int status, String order, String reason) throws Exception {
    HttpResponse<String> answer = api.post("/api/tunnels", order);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonValue error = ApiClient.json(answer);
    assertThat(error.get("status_code").number()).contains((long) status);
    assertThat(text(error.get("msg"))).contains(reason);
  }

  @Test
  void eachProtocolOfATunnelIsClosedAlone() throws Exception {
    assertThat(api.delete("/api/tunnels/shop")).isEqualTo(204);

    assertThat(tunnels()).containsExactly("shop (http) " + url("http", "shop"));
    pair.restartServer();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(tunnels()).containsExactly("shop (http) " + url("http", "shop")));

    assertThat(api.delete("/api/tunnels/shop%20(http)")).isEqualTo(204);
    assertThat(tunnels()).isEmpty();
    assertThat(
            api.post(
                    "/api/tunnels",
                    "{\"addr\":\"%d\",\"name\":\"shop\",\"subdomain\":\"shop\"}"
                        .formatted(shop.port()))
                .statusCode())
        .isEqualTo(201);
    assertThat(tunnels()).containsExactly("shop " + url("https", "shop"));
  }

  /** As npm's ngrok compares it, to the letter, before it tries again. */
  @Test
  void whileThereIsNoConnectionLibrariesTryAgain() throws Exception {
    pair.server().close();

    await()
        .untilAsserted(
            () -> {
              HttpResponse<String> answer =
                  api.post("/api/tunnels", "{\"addr\":\"80\",\"name\":\"x\"}");
              assertThat(answer.statusCode()).isEqualTo(502);
              assertThat(text(ApiClient.json(answer).get("details").get("err")))
                  .isEqualTo("tunnel session not ready yet");
            });
    assertThat(
            api.post("/api/endpoints", "{\"name\":\"x\",\"upstream\":{\"url\":\"80\"}}")
                .statusCode())
        .isEqualTo(502);
  }

  @Test
  void endpointsAreListedAsAgentsListThem() throws Exception {
    JsonValue all = api.get("/api/endpoints");

    assertThat(text(all.get("uri"))).isEqualTo("/api/endpoints");
    assertThat(all.get("endpoints").elements())
        .extracting(each -> text(each.get("name")) + " " + text(each.get("url")))
        .containsExactly("shop (http) " + url("http", "shop"), "shop " + url("https", "shop"));
    assertThat(all.get("endpoints").elements().get(0).get("metrics").isThere()).isFalse();
    JsonValue one = api.get("/api/endpoints/shop");
    assertThat(text(one.get("uri"))).isEqualTo("/api/endpoints/shop");
    assertThat(text(one.get("upstream").get("url"))).isEqualTo("http://localhost:" + shop.port());
    assertThat(text(one.get("upstream").get("protocol"))).isEqualTo("http1");
    assertThat(text(one.get("pooling_enabled"))).isEqualTo("false");
    assertThat(one.get("metrics").get("conns").get("count").number()).contains(0L);
  }

  @Test
  void endpointsAreMadeChangedAndTakenAway() throws Exception {
    String url = url("http", "more");
    HttpResponse<String> made =
        api.post(
            "/api/endpoints",
            "{\"name\":\"more\",\"url\":\"%s\",\"upstream\":{\"url\":\"1\"}}".formatted(url));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(text(ApiClient.json(made).get("url"))).isEqualTo(url);
    assertThat(visited("more")).contains(" 502 ");

    HttpResponse<String> changed =
        put(
            "more",
            "{\"description\":\"ours\",\"upstream\":{\"url\":\"http://localhost:%d\"}}"
                .formatted(shop.port()));

    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    assertThat(text(ApiClient.json(changed).get("url"))).isEqualTo(url);
    assertThat(text(ApiClient.json(changed).get("description"))).isEqualTo("ours");
    assertThat(visited("more")).startsWith("HTTP/1.1 200 ");
    HttpResponse<String> made2 = put("third", "{\"upstream\":{\"url\":\"1\"}}");
    assertThat(made2.statusCode()).isEqualTo(201);
    assertThat(text(ApiClient.json(made2).get("name"))).isEqualTo("third");
    assertThat(text(ApiClient.json(made2).get("url"))).startsWith("https://");
    assertThat(api.delete("/api/endpoints/more")).isEqualTo(204);
    assertThat(api.delete("/api/endpoints/more")).isEqualTo(404);
    assertThat(api.send("GET", "/api/endpoints/more", "").statusCode()).isEqualTo(404);
    assertThat(visited("more")).startsWith("HTTP/1.0 404 ");
  }

  /** Else an order that fails would take down what works. */
  @Test
  void endpointThatCannotBeChangedStaysAsItWas() throws Exception {
    HttpResponse<String> made =
        api.post(
            "/api/endpoints",
            "{\"name\":\"more\",\"url\":\"http://more.localhost\",\"upstream\":{\"url\":\"%d\"}}"
                .formatted(shop.port()));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(visited("more")).startsWith("HTTP/1.1 200 ");

    HttpResponse<String> taken =
        put("more", "{\"url\":\"http://shop.localhost\",\"upstream\":{\"url\":\"1\"}}");

    assertThat(taken.statusCode()).isEqualTo(502);
    assertThat(visited("more")).startsWith("HTTP/1.1 200 ");
    assertThat(put("more", "{\"upstream\":{}}").statusCode()).isEqualTo(400);
    assertThat(put("shop", "{\"upstream\":{\"url\":\"1\"}}").statusCode()).isEqualTo(400);
    assertThat(visited("shop")).startsWith("HTTP/1.1 200 ");
    assertThat(tunnels()).hasSize(3);
  }

  private HttpResponse<String> put(String name, String order) throws Exception {
    return api.send("PUT", "/api/endpoints/" + name, order, "Content-Type", "application/json");
  }

  private String visited(String name) throws Exception {
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      return visitor
          .send("GET /orders HTTP/1.1\r\nHost: " + name + ".localhost\r\nConnection: close\r\n\r\n")
          .readToEnd();
    }
  }

  @Test
  void whatIsNotThereIs404() throws Exception {
    assertThat(api.send("GET", "/api/tunnels/nothing", "").statusCode()).isEqualTo(404);
    assertThat(api.delete("/api/tunnels/nothing")).isEqualTo(404);
    assertThat(api.send("GET", REQUESTS + "/nothing", "").statusCode()).isEqualTo(404);
    assertThat(api.post(REQUESTS, "{\"id\":\"nothing\"}").statusCode()).isEqualTo(404);
    assertThat(api.send("GET", "/api/nothing", "").statusCode()).isEqualTo(404);
    assertThat(api.send("PATCH", "/api/tunnels", "").statusCode()).isEqualTo(405);
  }

  @Test
  void requestsAreListedAsAgentsListThem() throws Exception {
    visitors.stripe();
    awaitRequests(1);

    JsonValue request = requests().get(0);

    assertThat(request.keys())
        .containsExactly(
            "uri", "id", "tunnel_name", "remote_addr", "start", "duration", "request", "response");
    assertThat(text(request.get("uri"))).isEqualTo(REQUESTS + "/" + text(request.get("id")));
    assertThat(text(request.get("tunnel_name"))).isEqualTo("shop (http)");
    assertThat(text(request.get("remote_addr"))).startsWith("127.0.0.1:");
    assertThat(OffsetDateTime.parse(text(request.get("start"))).toInstant())
        .isBefore(java.time.Instant.now());
    assertThat(request.get("duration").number().orElseThrow()).isPositive();
    JsonValue asked = request.get("request");
    assertThat(text(asked.get("method"))).isEqualTo("POST");
    assertThat(text(asked.get("uri"))).isEqualTo("/stripe/webhook?live=true");
    assertThat(text(asked.get("proto"))).isEqualTo("HTTP/1.1");
    assertThat(text(asked.get("headers").get("Content-Type").elements().get(0)))
        .isEqualTo("application/json");
    assertThat(raw(asked))
        .startsWith("POST /stripe/webhook?live=true HTTP/1.1\r\n")
        .endsWith("\"currency\":\"eur\"}}}");
    JsonValue replied = request.get("response");
    assertThat(text(replied.get("status"))).isEqualTo("200 OK");
    assertThat(replied.get("status_code").number()).contains(200L);
    assertThat(raw(replied))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("{\"received\": true, \"kind\": \"payment\", \"number\": 1}");
    assertThat(text(api.get(text(request.get("uri"))).get("id")))
        .isEqualTo(text(request.get("id")));
  }

  private static String raw(JsonValue part) {
    return new String(Base64.getDecoder().decode(text(part.get("raw"))), StandardCharsets.UTF_8);
  }

  @Test
  void listsAreLimitedAndFilteredAndForgotten() throws Exception {
    visitors.get("/one");
    visitors.get("/two");
    visitors.get("/three");
    awaitRequests(3);

    List<JsonValue> limited = api.get(REQUESTS + "?limit=2").get("requests").elements();
    assertThat(limited)
        .extracting(each -> text(each.get("request").get("uri")))
        .containsExactly("/three", "/two");
    assertThat(api.get(REQUESTS + "?tunnel_name=shop").get("requests").elements()).isEmpty();
    assertThat(api.get(REQUESTS + "?tunnel_name=shop%20(http)").get("requests").elements())
        .hasSize(3);

    assertThat(api.delete(REQUESTS)).isEqualTo(204);
    assertThat(requests()).isEmpty();
  }

  @Test
  void aReplayGoesToTheServiceAsTheOriginalDid() throws Exception {
    visitors.stripe();
    awaitRequests(1);
    String id = text(requests().get(0).get("id"));

    assertThat(api.post(REQUESTS, "{\"id\":\"" + id + "\"}").statusCode()).isEqualTo(204);

    awaitRequests(2);
    JsonValue replay = requests().get(0);
    assertThat(raw(replay.get("response"))).endsWith("\"number\": 2}"); // signed as the original
    assertThat(text(replay.get("request").get("headers").get("X-Ngrok-Replay").elements().get(0)))
        .isEqualTo(id);
  }

  @Test
  void aReplayGoesThroughTheTunnelThatIsNamed() throws Exception {
    visitors.get("/orders");
    awaitRequests(1);
    String id = text(requests().get(0).get("id"));

    assertThat(api.post(REQUESTS, "{\"id\":\"" + id + "\",\"tunnel_name\":\"none\"}").statusCode())
        .isEqualTo(404);
    assertThat(api.post(REQUESTS, "{\"id\":\"" + id + "\",\"tunnel_name\":\"shop\"}").statusCode())
        .isEqualTo(204);

    awaitRequests(2);
    assertThat(text(requests().get(0).get("tunnel_name"))).isEqualTo("shop");
  }

  @Test
  void aReplayIsAskedForAsIn17() throws Exception {
    visitors.stripe();
    awaitRequests(1);
    String id = text(requests().get(0).get("id"));

    HttpResponse<String> answer =
        api.send(
            "POST",
            "/http/in/replay",
            "txnid=" + id,
            "Content-Type",
            "application/x-www-form-urlencoded");

    assertThat(answer.statusCode()).isEqualTo(200);
    awaitRequests(2);
    String given = text(ApiClient.json(answer).get("id"));
    assertThat(text(requests().get(0).get("id"))).as("the id that was given").isEqualTo(given);
  }

  @Test
  void theStatusIsOnline() throws Exception {
    JsonValue status = api.get("/api/status");

    assertThat(text(status.get("status"))).isEqualTo("online");
    assertThat(text(status.get("uri"))).isEqualTo("/api/status");
    assertThat(status.get("session").get("legs").elements())
        .singleElement()
        .satisfies(leg -> assertThat(text(leg.get("latency"))).matches("[0-9]+ms"));
  }

  @Test
  void metricsAreForPrometheus() throws Exception {
    visitors.get("/orders");
    awaitRequests(1);

    HttpResponse<String> metrics = api.send("GET", "/metrics", "");

    assertThat(metrics.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    assertThat(metrics.body())
        .containsPattern("(?m)^ngrok_[a-z_]*requests[a-z_]*\\{[^}]*shop[^}]*\\} 1(\\.0)?$");
  }

  @Test
  void theNextFreePortIsTakenAndSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        NgrokClient other =
            pair.clientBuilder()
                .tunnel(TunnelSpec.http("1").subdomain("other"))
                .inspectAddr("127.0.0.1:" + taken.getLocalPort())
                .events(
                    new SessionEvents() {
                      @Override
                      public void warned(String line) {
                        told.add(line);
                      }
                    })
                .start()) {
      String address = other.webAddress().orElseThrow();
      assertThat(new ApiClient(address).get("/api/status").isObject()).isTrue();
      assertThat(address).isNotEqualTo("http://127.0.0.1:" + taken.getLocalPort());
      assertThat(told)
          .contains(
              "127.0.0.1:"
                  + taken.getLocalPort()
                  + " is taken; the web interface is on port "
                  + address.substring(address.lastIndexOf(':') + 1));
    }
  }
}
