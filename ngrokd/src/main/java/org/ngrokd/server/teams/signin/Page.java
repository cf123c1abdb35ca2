package org.ngrokd.server.teams.signin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.server.teams.signin.Visitor.Language;

/**
 * A page of this room: a heading, what to know, and what can be done. It needs no script. All text
 * is shown as text. Confined to one thread.
 */
final class Page {
  private static final String TYPE = "text/html; charset=utf-8";

  private static final String FRAME =
      """
      <!DOCTYPE html>
      <html lang="%1$s">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="robots" content="noindex">
      <title>%2$s · ngrok</title>
      <link rel="icon" href="/static/icon.svg">
      <link rel="stylesheet" href="/static/base.css">
      <link rel="stylesheet" href="/static/style.css">
      </head>
      <body class="sign-in">
      <header class="bar"><h1>ngrok</h1></header>
      <main class="card">
      <h2 class="title">%2$s</h2>
      %3$s</main>
      </body>
      </html>
      """;

  private final Language language;
  private final String title;
  private final StringBuilder body = new StringBuilder();

  private Page(Language language, String title) {
    this.language = language;
    this.title = title;
  }

  static Page titled(Language language, String title) {
    return new Page(language, title);
  }

  /** A paragraph. */
  Page text(String text) {
    body.append("<p>").append(escaped(text)).append("</p>\n");
    return this;
  }

  /** What something is called, and what it is. */
  Page facts(Map<String, String> facts) {
    body.append("<dl class=\"facts\">\n");
    facts.forEach(
        (name, value) ->
            body.append(
                "<dt>%s</dt><dd><bdi>%s</bdi></dd>\n".formatted(escaped(name), escaped(value))));
    body.append("</dl>\n");
    return this;
  }

  /** A link that looks like a button. */
  Page way(String label, String path) {
    body.append(
        "<p><a class=\"button main\" href=\"%s\">%s</a></p>\n"
            .formatted(escaped(path), escaped(label)));
    return this;
  }

  /**
   * A button that sends hidden fields.
   *
   * @param kind "main" or "plain"
   */
  Page button(String label, String kind, String path, Map<String, String> fields) {
    openForm(path, fields);
    body.append("<button class=\"%s\">%s</button>\n</form>\n".formatted(kind, escaped(label)));
    return this;
  }

  /** A field to type into, and a button. */
  Page question(Field field, String label, String path, Map<String, String> fields) {
    openForm(path, fields);
    body.append(
        ("<label>%s<br><input type=\"text\" name=\"%s\" value=\"%s\" maxlength=\"16\" required"
                + " autofocus autocomplete=\"off\" autocapitalize=\"characters\""
                + " spellcheck=\"false\"></label>\n<button class=\"main\">%s</button>\n</form>\n")
            .formatted(
                escaped(field.label()), field.name(), escaped(field.value()), escaped(label)));
    return this;
  }

  /**
   * Something to type.
   *
   * @param value what is in it already
   */
  record Field(String label, String name, String value) {}

  private void openForm(String path, Map<String, String> fields) {
    body.append("<form method=\"post\" action=\"%s\">\n".formatted(escaped(path)));
    fields.forEach(
        (name, value) ->
            body.append(
                "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n"
                    .formatted(escaped(name), escaped(value))));
  }

  Answer answer(HttpResponseStatus status) {
    String page = FRAME.formatted(language.tag(), escaped(title), body);
    return Answer.of(status, TYPE, page.getBytes(StandardCharsets.UTF_8)).withForms();
  }

  Answer answer() {
    return answer(HttpResponseStatus.OK);
  }

  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '&' -> safe.append("&amp;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(each);
      }
    }
    return safe.toString();
  }
}
