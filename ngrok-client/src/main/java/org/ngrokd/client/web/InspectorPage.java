package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.PageFiles;
import org.ngrokd.kit.web.Router;

/** Where the page and its files are. */
final class InspectorPage {
  private static final PageFiles FILES = new PageFiles(InspectorPage.class);

  private InspectorPage() {}

  static void addTo(Router router) {
    router
        .at("GET", "/", (asked, name) -> toPage())
        .at("GET", "/http/in", (asked, name) -> FILES.answer("index.html"))
        .at("GET", "/favicon.ico", (asked, name) -> FILES.answer("icon.svg"))
        .at("GET", "/static/*", (asked, name) -> FILES.answer(name));
  }

  private static Answer toPage() {
    return Answer.text(HttpResponseStatus.FOUND, "See /http/in").with("Location", "/http/in");
  }
}
