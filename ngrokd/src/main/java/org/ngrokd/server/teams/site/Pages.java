package org.ngrokd.server.teams.site;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.PageFiles;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.teams.signin.Sessions;
import org.ngrokd.server.teams.signin.SignedIn;

/** The dashboard's page and its files. Who is not signed in is led to where that is done. */
final class Pages {
  private static final String SIGN_IN = "/-/oidc/auth?return=%2F";

  /** What people read who can sign in by a link only. */
  private static final String BY_LINK =
      """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>ngrok</title>
      <link rel="icon" href="/static/icon.svg">
      <link rel="stylesheet" href="/static/base.css">
      <main>
      <h1>ngrok</h1>
      <p>You sign in here by a link. Ask whoever looks after this server for one: it is good once,\
       for 15 minutes.</p>
      <p lang="zh">请通过登录链接登录。请向此服务器的管理员索取：链接只能使用一次，15 分钟内有效。</p>
      </main>
      </html>
      """;

  private final Sessions sessions;
  private final BooleanSupplier hasProviders;
  private final PageFiles files = new PageFiles(Pages.class);

  /**
   * @param hasProviders whether, now, somebody else says who people are
   */
  Pages(Sessions sessions, BooleanSupplier hasProviders) {
    this.sessions = sessions;
    this.hasProviders = hasProviders;
  }

  void addTo(Router router) {
    router
        .atLater(
            "GET",
            "/",
            (asked, name, answer) -> {
              var unused =
                  sessions
                      .find(asked)
                      .whenComplete((who, failure) -> answer.accept(front(who, failure)));
            })
        .at("GET", "/favicon.ico", (asked, name) -> files.answer("icon.svg"))
        .at("GET", "/static/*", (asked, name) -> file(name));
  }

  private Answer front(Optional<SignedIn> who, @Nullable Throwable failure) {
    if (failure != null) {
      return Answer.text(
          HttpResponseStatus.SERVICE_UNAVAILABLE,
          "The accounts cannot be asked at the moment. Try again in a minute.");
    }
    if (who.isPresent()) {
      return files.answer("index.html");
    }
    return hasProviders.getAsBoolean()
        ? Answer.text(HttpResponseStatus.FOUND, "Sign in first").with("Location", SIGN_IN)
        : Answer.ok("text/html; charset=utf-8", BY_LINK.getBytes(StandardCharsets.UTF_8));
  }

  /** All but the front page, which is for those who are signed in. */
  private Answer file(String name) {
    return files.answer(name.equals("index.html") ? "" : name);
  }
}
