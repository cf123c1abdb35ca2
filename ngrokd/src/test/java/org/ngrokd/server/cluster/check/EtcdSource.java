package org.ngrokd.server.cluster.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.check.Observer.Change;

/**
 * What etcd has done. A look asks for the revision, by the quorum, and then for all changes up to
 * it: each revision is a change of ours. Used by one thread.
 */
final class EtcdSource implements Observer.Source {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String ALL = "/ngrokd/";
  private static final String NAMES = ALL + "names/";
  private static final String NODES = ALL + "nodes/";

  private final List<Integer> ports;
  private final ToIntFunction<String> nodeAt;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private int member;
  private long last;

  /**
   * @param nodeAt which node is reached by an address
   */
  EtcdSource(List<Integer> ports, ToIntFunction<String> nodeAt) {
    this.ports = ports;
    this.nodeAt = nodeAt;
  }

  @Override
  public List<Change> look() throws IOException, InterruptedException {
    try {
      long now = revision();
      return now > last ? until(now) : List.of();
    } catch (IOException | IllegalArgumentException e) {
      member = (member + 1) % ports.size();
      throw e;
    }
  }

  private long revision() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        client.send(
            request("kv/range", Map.of("key", encoded(ALL), "count_only", true)),
            HttpResponse.BodyHandlers.ofByteArray());
    long revision = number(Json.read(answer.body()).get("header").get("revision"));
    if (revision == 0) {
      throw new IOException("not now: status " + answer.statusCode());
    }
    return revision;
  }

  private List<Change> until(long revision) throws IOException, InterruptedException {
    Map<String, Object> wanted =
        Map.of(
            "key",
            encoded(ALL),
            "range_end",
            encoded("/ngrokd0"),
            "start_revision",
            Long.toString(last + 1));
    var stream =
        client.send(
            request("watch", Map.of("create_request", wanted)),
            HttpResponse.BodyHandlers.ofInputStream());
    List<Change> changes = new ArrayList<>();
    long read = last;
    try (var lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      while (read < revision) {
        String line = lines.readLine();
        if (line == null) {
          throw new IOException("the stream has ended");
        }
        JsonValue result = Json.read(line.getBytes(StandardCharsets.UTF_8)).get("result");
        for (JsonValue event : result.get("events").elements()) {
          read = Math.max(read, number(event.get("kv").get("mod_revision")));
          told(event, changes);
        }
      }
    }
    last = read;
    return changes;
  }

  private void told(JsonValue event, List<Change> changes) {
    JsonValue entry = event.get("kv");
    String key = decoded(entry.get("key"));
    boolean isGone = event.get("type").text().filter("DELETE"::equals).isPresent();
    if (key.startsWith(NAMES) && isGone) {
      changes.add(Change.freed(key.substring(NAMES.length())));
    } else if (key.startsWith(NAMES)) {
      JsonValue value = value(entry);
      changes.add(
          Change.had(
              key.substring(NAMES.length()),
              value.get("owner").text().orElse(""),
              value.get("node").text().orElse(""),
              number(entry.get("mod_revision"))));
    } else if (key.startsWith(NODES) && !isGone) {
      String address = value(entry).get("address").text().orElse("");
      changes.add(Change.lived(key.substring(NODES.length()), nodeAt.applyAsInt(address)));
    }
  }

  private static JsonValue value(JsonValue entry) {
    return Json.read(decoded(entry.get("value")).getBytes(StandardCharsets.UTF_8));
  }

  private HttpRequest request(String path, Object question) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + ports.get(member) + "/v3/" + path))
        .timeout(PATIENCE)
        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.camel(question)))
        .build();
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(JsonValue value) {
    return new String(Base64.getDecoder().decode(value.text().orElse("")), StandardCharsets.UTF_8);
  }

  private static long number(JsonValue value) {
    return value.number().or(() -> value.text().map(Long::parseLong)).orElse(0L);
  }
}
