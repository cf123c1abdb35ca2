package org.ngrokd.client.web;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;
import org.ngrokd.client.view.BodyReader;
import org.ngrokd.client.view.FormText;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Pieces;
import org.ngrokd.protocol.ProtocolVersion;

/** Exchanges as an HTTP Archive that browsers' developer tools open. Source: HAR 1.2. */
final class HarExport {
  /** The format's way to say that something is not known. */
  private static final int UNKNOWN = -1;

  private HarExport() {}

  /**
   * An archive.
   *
   * @param entries each as {@link #entry} has it, in JSON
   */
  static Pieces of(Iterable<Supplier<Optional<byte[]>>> entries) {
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("version", "1.2");
    log.put("creator", Map.of("name", "ngrok", "version", ProtocolVersion.SOFTWARE));
    log.put("pages", List.of());
    String begin = new String(Json.camel(log), StandardCharsets.UTF_8);
    String open = "{\"log\":" + begin.substring(0, begin.length() - 1) + ",\"entries\":[";
    return Pieces.list(
        () -> open.getBytes(StandardCharsets.UTF_8),
        entries,
        () -> "]}}".getBytes(StandardCharsets.UTF_8));
  }

  /** One exchange. */
  static Map<String, Object> entry(SeenExchange seen) {
    double all = seen.course().duration().toNanos() / 1e6;
    double wait = seen.course().firstByte().toNanos() / 1e6;
    Map<String, Object> timings = new LinkedHashMap<>();
    timings.put("send", 0);
    timings.put("wait", wait);
    timings.put("receive", Math.max(0, all - wait));
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("startedDateTime", DateTimeFormatter.ISO_INSTANT.format(seen.course().start()));
    entry.put("time", all);
    entry.put("request", request(seen));
    entry.put("response", seen.reply().map(HarExport::response).orElseGet(HarExport::noResponse));
    entry.put("cache", Map.of());
    entry.put("timings", timings);
    entry.put("comment", seen.course().trouble());
    return entry;
  }

  private static Map<String, Object> request(SeenExchange seen) {
    SeenRequest request = seen.request();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("method", request.method());
    fields.put("url", url(seen));
    fields.put("httpVersion", request.version());
    fields.put("cookies", cookies(request.header("Cookie").orElse("")));
    fields.put("headers", headers(request.headers()));
    fields.put("queryString", pairs(FormText.ofTarget(request.target())));
    if (request.body().size() > 0) {
      fields.put("postData", postData(request));
    }
    fields.put("headersSize", UNKNOWN);
    fields.put("bodySize", request.body().size());
    return fields;
  }

  /** Absolute, as the format asks for; of the public name where that is known. */
  private static String url(SeenExchange seen) {
    String target = seen.request().target();
    if (!target.startsWith("/")) {
      return target;
    }
    String host = seen.request().header("Host").orElse("localhost");
    String scheme = seen.origin().protocol().equals("https") ? "https" : "http";
    return seen.origin().url().isEmpty() ? scheme + "://" + host + target : base(seen) + target;
  }

  private static String base(SeenExchange seen) {
    String url = seen.origin().url();
    return URI.create(url).getScheme() + "://" + url.substring(url.indexOf("://") + 3);
  }

  private static Map<String, Object> postData(SeenRequest request) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("mimeType", request.header("Content-Type").orElse(""));
    putText(data, BodyReader.contents(request.headers(), request.body()), request.body());
    return data;
  }

  /**
   * Bytes that are no text, or whose text is in another charset than the archive, are in base64, as
   * the format has it for contents.
   */
  private static void putText(Map<String, Object> to, BodyReader.Contents contents, SeenBody body) {
    contents
        .text()
        .ifPresentOrElse(
            text -> to.put("text", text),
            () -> {
              to.put("text", Base64.getEncoder().encodeToString(contents.plain()));
              to.put("encoding", "base64");
            });
    if (!body.isWhole()) {
      to.put("comment", "only the first " + body.captured().remaining() + " bytes were kept");
    }
  }

  private static Map<String, Object> response(SeenReply reply) {
    Map<String, Object> content = new LinkedHashMap<>();
    BodyReader.Contents plain = BodyReader.contents(reply.headers(), reply.body());
    content.put("size", plain.plain().length);
    content.put("mimeType", reply.header("Content-Type").orElse(""));
    putText(content, plain, reply.body());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", reply.status());
    fields.put("statusText", reply.reason());
    fields.put("httpVersion", reply.version());
    fields.put("cookies", List.of());
    fields.put("headers", headers(reply.headers()));
    fields.put("content", content);
    fields.put("redirectURL", reply.header("Location").orElse(""));
    fields.put("headersSize", UNKNOWN);
    fields.put("bodySize", reply.body().size());
    return fields;
  }

  private static Map<String, Object> noResponse() {
    return response(
        new SeenReply("", 0, "", List.of(), SeenBody.of("".getBytes(StandardCharsets.UTF_8))));
  }

  private static List<Map<String, String>> headers(List<Header> headers) {
    return headers.stream().map(each -> pair(each.name(), each.value())).toList();
  }

  private static List<Map<String, String>> pairs(List<FormText.Field> fields) {
    return fields.stream().map(each -> pair(each.name(), each.value())).toList();
  }

  private static Map<String, String> pair(String name, String value) {
    Map<String, String> pair = new LinkedHashMap<>();
    pair.put("name", name);
    pair.put("value", value);
    return pair;
  }

  private static List<Map<String, String>> cookies(String header) {
    List<Map<String, String>> cookies = new ArrayList<>();
    for (String each : header.split(";", -1)) {
      int equals = each.indexOf('=');
      Optional.of(each)
          .filter(text -> equals > 0)
          .ifPresent(
              text ->
                  cookies.add(pair(text.substring(0, equals).strip(), text.substring(equals + 1))));
    }
    return cookies;
  }
}
