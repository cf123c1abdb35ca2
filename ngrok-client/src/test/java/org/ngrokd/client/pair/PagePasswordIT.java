package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.testing.ApiClient;

/** The client's page with {@code inspect_auth}, as a config file sets it. */
class PagePasswordIT {
  private final Programs programs = new Programs();
  private final Shop shop = Shop.open();
  private String address = "";
  private int http;

  PagePasswordIT() throws Exception {}

  @BeforeEach
  void start() throws Exception {
    Programs.Program server = programs.server();
    http = Programs.port(server, "public http");
    Programs.Program client =
        programs.client(
            Programs.port(server, "control and proxy"),
            "inspect_auth: me:s3cret:word\ntunnels:\n  shop: {subdomain: shop, proto: {http: %d}}\n"
                .formatted(shop.port()),
            "start-all");
    address = client.await("Web interface (http://127.0.0.1:[0-9]+)");
    client.await("(Forwarding http://shop)");
  }

  @AfterEach
  void stop() throws Exception {
    shop.close();
    programs.close();
  }

  private static String basic(String userAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void nobodyIsLetInWithoutThePassword() throws Exception {
    ApiClient api = new ApiClient(address);

    assertThat(api.send("GET", "/api/tunnels", "").statusCode()).isEqualTo(401);
    assertThat(api.send("GET", "/http/in", "").headers().firstValue("WWW-Authenticate"))
        .contains("Basic realm=\"ngrok\", charset=\"UTF-8\"");
    assertThat(api.send("GET", "/metrics", "", "Authorization", basic("me:wrong")).statusCode())
        .isEqualTo(401);
    assertThat(
            api.send("GET", "/api/tunnels", "", "Authorization", basic("me:s3cret:word"))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aBrowserThatKnowsThePasswordShowsThePage() {
    try (Browser browser = Browser.open(1360, 860)) {
      browser.go(address.replace("http://", "http://me:s3cret%3Aword@"));
      browser.find(".pill.online"); // heard over the WebSocket

      new ShopVisitors(http).get("/orders");

      browser.clickWith(".row", "/orders");
      browser.findWith(".part.reply", "tea-oolong");
      assertThat(browser.leave()).isEmpty();
    }
  }
}
