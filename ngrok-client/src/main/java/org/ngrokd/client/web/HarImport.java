package org.ngrokd.client.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.Origin;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;
import org.ngrokd.client.session.Route;
import org.ngrokd.kit.json.JsonValue;

/** Reads an HTTP Archive, so that what it holds can be looked at and sent. Source: HAR 1.2. */
final class HarImport {
  private final Agent agent;

  HarImport(Agent agent) {
    this.agent = agent;
  }

  /**
   * Adds the entries of an archive to those that are kept.
   *
   * @param tunnel through which they are sent when they are replayed; "" for the first
   * @return how many there were, but for those whose head alone is more than there is memory
   * @throws IllegalArgumentException with a line for who asked, when it is no archive
   */
  int read(JsonValue archive, String tunnel) {
    List<Entry> entries = entries(archive);
    Optional<Route> route =
        agent.watched().status().status().routes().stream()
            .filter(Route::isHttp)
            .filter(each -> tunnel.isEmpty() || each.tunnel().equals(tunnel))
            .findFirst();
    Origin origin =
        new Origin(
            route.map(Route::tunnel).orElse(tunnel),
            route.map(Route::protocol).orElse("http"),
            route.map(Route::url).orElse(""),
            "",
            "",
            true);
    int kept = 0;
    for (Entry each : entries) {
      boolean isKept =
          agent
              .replayer()
              .imported(origin, each.request(), each.reply(), each.start(), each.duration());
      kept += isKept ? 1 : 0;
    }
    return kept;
  }

  /** One of an archive. */
  private record Entry(
      SeenRequest request, Optional<SeenReply> reply, Instant start, Duration duration) {}

  /** All are read before the first is kept. */
  private static List<Entry> entries(JsonValue archive) {
    JsonValue list = archive.get("log").get("entries");
    if (!list.isList()) {
      throw new IllegalArgumentException("this is no HTTP Archive: it has no log.entries");
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonValue entry : list.elements()) {
      if (!entry.get("request").isObject()) {
        throw new IllegalArgumentException(
            "this is no HTTP Archive: entry " + (entries.size() + 1) + " has no request");
      }
      entries.add(
          new Entry(
              request(entry.get("request")),
              reply(entry.get("response")),
              start(entry),
              Duration.ofNanos((long) (1e6 * entry.get("time").fraction().orElse(0.0)))));
    }
    return entries;
  }

  private static Instant start(JsonValue entry) {
    try {
      return OffsetDateTime.parse(entry.get("startedDateTime").text().orElse("")).toInstant();
    } catch (DateTimeException e) {
      return Instant.now();
    }
  }

  private static SeenRequest request(JsonValue request) {
    String url = request.get("url").text().orElse("/");
    List<Header> headers = unencoded(headers(request.get("headers")));
    if (Header.find(headers, "Host").isEmpty()) {
      authority(url).ifPresent(host -> headers.add(0, new Header("Host", host)));
    }
    return new SeenRequest(
        request.get("method").text().orElse("GET"),
        target(url),
        "HTTP/1.1",
        headers,
        SeenBody.of(postData(request.get("postData"))));
  }

  private static Optional<String> authority(String url) {
    try {
      return Optional.ofNullable(new URI(url).getRawAuthority());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String target(String url) {
    int scheme = url.startsWith("/") ? -1 : url.indexOf("://");
    int path = scheme < 0 ? 0 : scheme + 3;
    while (scheme >= 0 && path < url.length() && "/?#".indexOf(url.charAt(path)) < 0) {
      path++;
    }
    String target = url.substring(path);
    int fragment = target.indexOf('#');
    String sent = fragment < 0 ? target : target.substring(0, fragment);
    return sent.isEmpty() || sent.startsWith("?") ? "/" + sent : sent;
  }

  /** What later versions of HTTP have in place of the first line is no header here. */
  private static List<Header> headers(JsonValue list) {
    List<Header> headers = new ArrayList<>();
    for (JsonValue each : list.elements()) {
      String name = each.get("name").text().orElse("");
      if (!name.isEmpty() && !name.startsWith(":")) {
        headers.add(new Header(name, each.get("value").text().orElse("")));
      }
    }
    return headers;
  }

  private static byte[] postData(JsonValue data) {
    if (data.get("text").isThere()) {
      return content(data);
    }
    String form =
        data.get("params").elements().stream()
            .map(each -> encoded(each, "name") + "=" + encoded(each, "value"))
            .collect(Collectors.joining("&"));
    return form.getBytes(StandardCharsets.UTF_8);
  }

  private static String encoded(JsonValue field, String key) {
    return URLEncoder.encode(field.get(key).text().orElse(""), StandardCharsets.UTF_8);
  }

  private static byte[] content(JsonValue content) {
    String text = content.get("text").text().orElse("");
    return content.get("encoding").text().orElse("").equals("base64")
        ? Base64.getMimeDecoder().decode(text)
        : text.getBytes(StandardCharsets.UTF_8);
  }

  /** A body in an archive has no encodings any more; its headers may say otherwise. */
  private static List<Header> unencoded(List<Header> headers) {
    headers.removeIf(header -> header.name().equalsIgnoreCase("Content-Encoding"));
    return headers;
  }

  private static Optional<SeenReply> reply(JsonValue response) {
    int status = response.get("status").number().orElse(0L).intValue();
    if (status == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new SeenReply(
            response.get("httpVersion").text().orElse("HTTP/1.1"),
            status,
            response.get("statusText").text().orElse(""),
            unencoded(headers(response.get("headers"))),
            SeenBody.of(content(response.get("content")))));
  }
}
