package org.ngrokd.client.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;

/** A program that uses the client's API. Answers that do not come within 20 s are failures. */
public final class ApiClient {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;

  /**
   * @param address "http://127.0.0.1:PORT"
   */
  public ApiClient(String address) {
    this.address = address;
  }

  public HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    List<String> all = List.of(headers);
    for (int i = 0; i < all.size(); i += 2) {
      request.header(all.get(i), all.get(i + 1));
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The JSON of an answer that has to be 200. */
  public JsonValue get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = send("GET", path, "");
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return json(answer);
  }

  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send("POST", path, json, "Content-Type", "application/json");
  }

  public int delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, "").statusCode();
  }

  public static JsonValue json(HttpResponse<String> answer) {
    return Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
  }
}
