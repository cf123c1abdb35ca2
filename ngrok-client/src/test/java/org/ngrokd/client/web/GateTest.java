package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.kit.web.Gate;

class GateTest {
  private final Gate gate = PageGate.of("Nas.lan", "");

  private static HttpHeaders headers(String... namesAndValues) {
    HttpHeaders headers = new DefaultHttpHeaders();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  /** 0 for one who is let in. */
  private static int status(Gate gate, HttpMethod method, String... namesAndValues) {
    return gate.refusal(method, "/http/in?q=1", headers(namesAndValues))
        .map(answer -> answer.status().code())
        .orElse(0);
  }

  private int get(String... namesAndValues) {
    return status(gate, HttpMethod.GET, namesAndValues);
  }

  private int post(String... namesAndValues) {
    return status(gate, HttpMethod.POST, namesAndValues);
  }

  @Test
  void numbersAndOwnNamesLeadHere() {
    assertThat(get("Host", "localhost:4040")).isZero();
    assertThat(get("Host", "LOCALHOST")).isZero();
    assertThat(get("Host", "127.0.0.1:4040")).isZero();
    assertThat(get("Host", "192.168.1.2")).isZero();
    assertThat(get("Host", "[::1]:4040")).isZero();
    assertThat(get("Host", "[fe80::1]")).isZero();
    assertThat(get("Host", "nas.LAN:4040")).isZero();
  }

  @Test
  void otherNamesAreRefused() {
    assertThat(get("Host", "evil.example:4040")).isEqualTo(403);
    assertThat(get("Host", "localhost.evil.example")).isEqualTo(403);
    assertThat(get("Host", "127.0.0.1.evil.example")).isEqualTo(403);
    assertThat(get("Host", "evil.example:localhost")).isEqualTo(403);
    assertThat(get("Host", "[::1].evil.example")).isEqualTo(403);
    assertThat(get("Host", "[evil.example]")).isEqualTo(403);
    assertThat(get("Host", "")).isEqualTo(403);
    assertThat(get("Host", ":4040")).isEqualTo(403);
    assertThat(get()).isEqualTo(403);
  }

  @Test
  void withoutANameInTheConfigNothingIsOurs() {
    assertThat(status(PageGate.of("", ""), HttpMethod.GET, "Host", ":4040")).isEqualTo(403);
  }

  @Test
  void pageOfOursMayChangeSomething() {
    assertThat(post("Host", "localhost:4040", "Origin", "http://localhost:4040")).isZero();
    assertThat(post("Host", "[::1]:4040", "Origin", "http://[::1]:4040")).isZero();
    assertThat(
            post(
                "Host",
                "localhost:4040",
                "Origin",
                "http://localhost:4040",
                "Sec-Fetch-Site",
                "same-origin"))
        .isZero();
  }

  @Test
  void programThatIsNoBrowserMayChangeSomething() {
    assertThat(post("Host", "localhost:4040")).isZero();
  }

  @Test
  void pageFromElsewhereMayNot() {
    String host = "localhost:4040";

    assertThat(post("Host", host, "Origin", "http://evil.example")).isEqualTo(403);
    assertThat(post("Host", host, "Origin", "http://localhost:3000")).isEqualTo(403);
    assertThat(post("Host", host, "Origin", "https://localhost:4040")).isEqualTo(403);
    assertThat(post("Host", host, "Origin", "null")).isEqualTo(403);
    assertThat(post("Host", host, "Origin", "")).isEqualTo(403);
    assertThat(post("Host", host, "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
    assertThat(post("Host", host, "Sec-Fetch-Site", "same-site")).isEqualTo(403);
    assertThat(post("Host", host, "Origin", "http://" + host, "Sec-Fetch-Site", "cross-site"))
        .isEqualTo(403);
  }

  @Test
  void everyMethodThatMayChangeSomethingIsLookedAt() {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "NONE"}) {
      assertThat(
              status(
                  gate,
                  HttpMethod.valueOf(method),
                  "Host",
                  "localhost",
                  "Origin",
                  "http://evil.example"))
          .as(method)
          .isEqualTo(403);
    }
  }

  @Test
  void linkFromElsewhereMayBeFollowed() {
    assertThat(get("Host", "localhost", "Sec-Fetch-Site", "cross-site")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/http/in/har",
        "/http/in/exchanges?q=a",
        "/http/in/exchanges/1",
        "/api/requests/http",
        "/api/tunnels",
        "/metrics",
        "/static/app.js",
        "//http/in",
        "http://localhost/http/in"
      })
  void whatHoldsOrCostsSomethingIsNotForAnotherPage(String target) {
    HttpHeaders cross = headers("Host", "localhost", "Sec-Fetch-Site", "cross-site");
    HttpHeaders sibling = headers("Host", "localhost", "Sec-Fetch-Site", "same-site");
    HttpHeaders foreign = headers("Host", "localhost", "Origin", "http://evil.example");

    for (HttpHeaders each : List.of(cross, sibling, foreign)) {
      assertThat(gate.refusal(HttpMethod.GET, target, each)).as("%s", each).isPresent();
      assertThat(gate.refusal(HttpMethod.HEAD, target, each)).as("%s", each).isPresent();
    }
    assertThat(
            gate.refusal(
                HttpMethod.GET, target, headers("Host", "localhost", "Sec-Fetch-Site", "none")))
        .isEmpty();
    assertThat(
            gate.refusal(
                HttpMethod.GET,
                target,
                headers("Host", "localhost", "Sec-Fetch-Site", "same-origin")))
        .isEmpty();
    assertThat(gate.refusal(HttpMethod.GET, target, headers("Host", "localhost"))).isEmpty();
  }

  @Test
  void webSocketFromElsewhereIsRefused() {
    assertThat(get("Host", "localhost", "Upgrade", "websocket", "Origin", "http://evil.example"))
        .isEqualTo(403);
    assertThat(get("Host", "localhost", "Upgrade", "websocket", "Sec-Fetch-Site", "cross-site"))
        .isEqualTo(403);
    assertThat(get("Host", "localhost", "Upgrade", "websocket", "Origin", "http://localhost"))
        .isZero();
  }

  @Test
  void everybodyNeedsThePassword() {
    Gate locked = PageGate.of("", "me:名");
    String right = "Basic bWU65ZCN"; // in UTF-8

    assertThat(status(locked, HttpMethod.GET, "Host", "localhost", "Authorization", right))
        .isZero();
    assertThat(status(locked, HttpMethod.GET, "Host", "localhost")).isEqualTo(401);
    assertThat(status(locked, HttpMethod.GET, "Host", "localhost", "Authorization", "Basic bWU6"))
        .isEqualTo(401);
    assertThat(
            locked
                .refusal(HttpMethod.GET, "/", headers("Host", "localhost"))
                .orElseThrow()
                .headers())
        .containsEntry("WWW-Authenticate", "Basic realm=\"ngrok\", charset=\"UTF-8\"");
  }

  @Test
  void passwordDoesNotHelpAForeignPage() {
    Gate locked = PageGate.of("", "me:me");

    assertThat(
            status(
                locked,
                HttpMethod.POST,
                "Host",
                "localhost",
                "Origin",
                "http://evil.example",
                "Authorization",
                "Basic bWU6bWU="))
        .isEqualTo(403);
  }
}
