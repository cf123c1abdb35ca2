package org.ngrokd.server.teams.signin;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of a browser as forms, redirects and cookies need. It shows pages as their source. */
final class Browser {
  private static final Pattern FIELD =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI home;
  private final Map<String, Map<String, String>> cookies = new LinkedHashMap<>();
  String language = "en";
  String address = "203.0.113.7";

  /** What came. */
  record Shown(int status, String body, Map<String, String> headers, URI from) {
    /** Where it sends the browser. */
    URI location() {
      return from.resolve(headers.getOrDefault("location", ""));
    }

    /** A hidden field of its first form. */
    String field(String name) {
      Matcher fields = FIELD.matcher(body);
      while (fields.find()) {
        if (fields.group(1).equals(name)) {
          return fields.group(2);
        }
      }
      throw new AssertionError("no field " + name + " in " + body);
    }
  }

  Browser(URI home) {
    this.home = home;
  }

  Shown get(String path) {
    return send(HttpRequest.newBuilder(home.resolve(path)).GET());
  }

  Shown get(URI address) {
    return send(HttpRequest.newBuilder(home.resolve(address)).GET());
  }

  /** Goes on until a page is shown. */
  Shown follow(Shown from) {
    Shown at = from;
    for (int i = 0; i < 10 && at.status() / 100 == 3; i++) {
      at = get(at.location());
    }
    return at;
  }

  Shown post(String path, Map<String, String> fields) {
    return post(path, fields, Map.of());
  }

  Shown post(String path, Map<String, String> fields, Map<String, String> headers) {
    String form =
        fields.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(home.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    headers.forEach(request::header);
    return send(request);
  }

  /** Sends a form of a page that is shown: names and values in turn. */
  Shown submit(Shown page, String action, List<String> fields) {
    Map<String, String> form = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i += 2) {
      form.put(fields.get(i), fields.get(i + 1));
    }
    return post(page.from().resolve(action).toString(), form);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Shown send(HttpRequest.Builder builder) {
    HttpRequest bare = builder.copy().build();
    Map<String, String> own =
        cookies.computeIfAbsent(bare.uri().getAuthority(), host -> new LinkedHashMap<>());
    builder.header("Accept-Language", language).header("X-Forwarded-For", address);
    if (!own.isEmpty()) {
      builder.header(
          "Cookie",
          own.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining("; ")));
    }
    try {
      HttpResponse<String> response =
          client.send(builder.build(), HttpResponse.BodyHandlers.ofString());
      response.headers().allValues("Set-Cookie").forEach(each -> keep(own, each));
      Map<String, String> headers = new LinkedHashMap<>();
      response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
      return new Shown(response.statusCode(), response.body(), headers, bare.uri());
    } catch (IOException e) {
      throw new AssertionError(bare.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void keep(Map<String, String> own, String cookie) {
    String pair = cookie.split(";", 2)[0];
    String name = pair.substring(0, pair.indexOf('='));
    if (cookie.contains("Max-Age=0")) {
      own.remove(name);
    } else {
      own.put(name, pair.substring(name.length() + 1));
    }
  }

  /** The cookies of the server under test, to be looked at and changed. */
  Map<String, String> cookies() {
    return cookies.computeIfAbsent(home.getAuthority(), host -> new LinkedHashMap<>());
  }
}
