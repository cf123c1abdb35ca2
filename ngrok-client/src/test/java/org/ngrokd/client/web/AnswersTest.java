package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;
import org.ngrokd.kit.json.Json;

/** What the page and the API answer when what was captured means harm. */
class AnswersTest {
  private static final String SCRIPT = "<script>alert('\ud83d\u2028</script>";

  private final Served served = new Served(InspectOptions.Capture.DEFAULT);

  private FullHttpResponse get(String target) {
    return served.get(target);
  }

  /** The id of an exchange with scripts wherever a visitor or an archive can write. */
  private String captured() {
    List<Header> headers =
        List.of(
            new Header("Content-Type", "text/html"),
            new Header("</script>\u2028", SCRIPT),
            new Header("Content-Disposition", "attachment; filename=\"../../x\r\nA: b\""));
    String json = "{\"a\": \"\\ud83d\\u2028\\u0000" + "</script>\"}";
    return served.kept(
        new SeenRequest(
            "POST",
            "/" + SCRIPT,
            "HTTP/1.1",
            List.of(new Header("Content-Type", "application/json")),
            Seen.body(json)),
        new SeenReply("HTTP/1.1", 200, SCRIPT, headers, Seen.body("<script>")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/http/in/state",
        "/http/in/exchanges",
        "/http/in/exchanges/ID",
        "/http/in/har",
        "/api",
        "/api/status",
        "/api/tunnels",
        "/api/requests/http",
        "/api/requests/http/ID",
        "/api/requests/http/<script>",
        "/api/<script>"
      })
  void jsonIsNothingElseToABrowser(String target) {
    FullHttpResponse response = get(target.replace("ID", captured()));

    assertThat(response.headers().get("Content-Type")).isEqualTo("application/json; charset=utf-8");
    assertThat(response.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.headers().get("Content-Security-Policy")).contains("default-src 'none'");
    byte[] body = new byte[response.content().readableBytes()];
    response.content().readBytes(body);
    assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain("\ufffd");
    assertThat(Json.read(body).isObject()).isTrue();
    response.release();
  }

  @ParameterizedTest
  @ValueSource(strings = {"request", "reply"})
  void bodyIsAFileAndNothingThatRuns(String which) {
    String id = captured();

    FullHttpResponse response = get("/http/in/exchanges/" + id + "/" + which);

    assertThat(response.status()).isEqualTo(HttpResponseStatus.OK);
    assertThat(response.headers().get("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(response.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.headers().getAll("Content-Disposition"))
        .containsExactly("attachment; filename=\"" + id + "-" + which + "\"");
    assertThat(id).matches("[0-9a-f]{16}");
    assertThat(response.headers().getAll("Content-Security-Policy"))
        .containsExactly("sandbox; default-src 'none'");
    response.release();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/<script>",
        "/http/in/exchanges/<script>",
        "/http/in/exchanges/%22%0d%0aA:%20b/request",
        "/http/in/qr.svg?url=<script>"
      })
  void nothingThatWasAskedRuns(String target) {
    FullHttpResponse response = get(target);

    assertThat(response.headers().get("Content-Type"))
        .isIn("text/plain; charset=utf-8", "image/svg+xml");
    assertThat(response.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.headers().contains("A")).isFalse();
    assertThat(response.content().toString(StandardCharsets.UTF_8)).doesNotContain("<script>");
    response.release();
  }

  @Test
  void archiveIsAFile() {
    FullHttpResponse response = get("/http/in/har");

    assertThat(response.headers().get("Content-Disposition"))
        .isEqualTo("attachment; filename=\"ngrok.har\"");
    response.release();
  }
}
