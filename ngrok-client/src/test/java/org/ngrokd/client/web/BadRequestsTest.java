package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.protocol.testing.Seeds;

/** Whatever is asked is answered, in words. */
class BadRequestsTest {
  private final Served served = new Served(InspectOptions.Capture.DEFAULT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%",
        "/%4",
        "/%zz",
        "/http/in%",
        "/http/in/har?%",
        "/http/in/exchanges?q=%2",
        "/http/in/exchanges?%gg=1",
        "/api/requests/http?limit=%",
        "/api/requests/http?limit=-1",
        "/api/requests/http?limit=x",
        "/api/requests/http?limit=9999999",
        "/api/tunnels/%e4%"
      })
  void whatMakesNoSenseIsRefusedInWords(String target) {
    FullHttpResponse answer = served.get(target);

    assertThat(answer.status().code()).isEqualTo(400);
    assertThat(answer.headers().get("Content-Type"))
        .startsWith(target.startsWith("/api") ? "application/json" : "text/plain");
    assertThat(Served.text(answer)).doesNotContain("Exception").hasSizeLessThan(300);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|/http/in/replay|application/x-www-form-urlencoded|txnid=%",
        "POST|/http/in/replay|application/json|{",
        "POST|/http/in/har|application/json|[]",
        "POST|/http/in/har|application/json|{\"log\":{\"entries\":[{\"request\":{\"postData\":{\"text\":\"A\",\"encoding\":\"base64\"}}}]}}",
        "POST|/api/tunnels|application/json|nothing",
        "POST|/api/tunnels|application/json|{\"addr\":\"a:b:c\"}",
        "POST|/api/tunnels|application/json|{\"addr\":[]}",
        "POST|/api/requests/http|application/json|[[[["
      })
  void ordersThatMakeNoSenseAreRefusedInWords(
      String method, String target, String type, String body) {
    FullHttpResponse answer = served.asked(HttpMethod.valueOf(method), target, type, body);

    assertThat(answer.status().code()).isEqualTo(400);
    assertThat(Served.text(answer)).doesNotContain("Exception");
  }

  @Test
  void anythingIsAnsweredAndNothingIsAnError() {
    String letters = "/%?&=;.*[]{}<>#+\\\"'-:0aZ\u00e9\u540d";
    List<String> begins =
        List.of(
            "/",
            "/http/in/",
            "/http/in/exchanges/",
            "/http/in/exchanges?q=",
            "/http/in/har?q=",
            "/http/in/qr.svg?url=",
            "/api/",
            "/api/tunnels/",
            "/api/requests/http",
            "/static/",
            "");
    List<HttpMethod> methods =
        List.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.DELETE, HttpMethod.PUT);
    for (int run = 0; run < 3000; run++) {
      Random random = Seeds.random(run);
      StringBuilder target = new StringBuilder(begins.get(random.nextInt(begins.size())));
      for (int i = random.nextInt(20); i > 0; i--) {
        target.append(letters.charAt(random.nextInt(letters.length())));
      }

      FullHttpResponse answer =
          served.asked(
              methods.get(random.nextInt(methods.size())),
              target.toString(),
              random.nextBoolean() ? "application/json" : "application/x-www-form-urlencoded",
              random.nextBoolean() ? target.toString() : "{\"txnid\":" + random.nextInt() + "}");

      assertThat(answer.status().code()).as("%s", target).isBetween(200, 499);
      answer.release();
    }
  }
}
