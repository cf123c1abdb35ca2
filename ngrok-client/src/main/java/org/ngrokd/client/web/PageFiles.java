package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Router;

/** The files of the page, from the program's own jar. */
final class PageFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private PageFiles() {}

  static void addTo(Router router) {
    router
        .at("GET", "/", (asked, name) -> toPage())
        .at("GET", "/http/in", (asked, name) -> file("index.html"))
        .at("GET", "/favicon.ico", (asked, name) -> file("icon.svg"))
        .at("GET", "/static/*", (asked, name) -> file(name));
  }

  private static Answer toPage() {
    return Answer.text(HttpResponseStatus.FOUND, "See /http/in").with("Location", "/http/in");
  }

  private static Answer file(String name) {
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
    if (!name.matches("[a-z0-9-]+\\.[a-z]+") || type.isEmpty()) {
      return notFound();
    }
    try (InputStream file = PageFiles.class.getResourceAsStream("page/" + name)) {
      return file == null ? notFound() : Answer.ok(type, file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer notFound() {
    return Answer.text(HttpResponseStatus.NOT_FOUND, "There is nothing here.");
  }
}
