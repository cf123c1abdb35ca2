package org.ngrokd.server.edge.http;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.ngrokd.streams.http.Audience;
import org.ngrokd.streams.http.ErrorPage;

/**
 * The replies that the server gives itself, to programs word for word as 1.7 gave them. After each
 * of them the connection closes. Protocol: §5.
 */
final class HttpReplies {
  private HttpReplies() {}

  static OwnReply badRequest() {
    return reply("400 Bad Request", "Bad Request\n", Audience.PROGRAM);
  }

  static OwnReply requestTimeout() {
    return reply("408 Request Timeout", "Request Timeout\n", Audience.PROGRAM);
  }

  /** Too much waits in memory for the visitor's address, or for its tunnel. */
  static OwnReply overloaded() {
    return reply(
        "503 Service Unavailable",
        "Too much waits for your address or for this tunnel, try again later\n",
        Audience.PROGRAM);
  }

  static OwnReply notFound(String host, Audience audience) {
    ErrorPage page = ErrorPage.NOT_FOUND;
    return new OwnReply(page.status(), page.reply(host.toLowerCase(Locale.ROOT), "", audience));
  }

  static OwnReply notAuthorized(Audience audience) {
    return reply(
        "401 Not Authorized\r\nWWW-Authenticate: Basic realm=\"ngrok\"",
        "Authorization required\n",
        audience);
  }

  static OwnReply forbidden(Audience audience) {
    return reply("403 Forbidden", "Access from this address is not allowed\n", audience);
  }

  /**
   * Sends the visitor elsewhere. 308 keeps the method, but old programs know only 301.
   *
   * @param location a URL without control characters
   */
  static OwnReply redirect(String location, boolean keepMethod, Audience audience) {
    return reply(
        (keepMethod ? "308 Permanent Redirect" : "301 Moved Permanently")
            + "\r\nLocation: "
            + location,
        "Use https\n",
        audience);
  }

  /** A file of the server's own. */
  static OwnReply file(String content) {
    return reply("200 OK\r\nContent-Type: text/plain", content, Audience.PROGRAM);
  }

  private static OwnReply reply(String status, String body, Audience audience) {
    String head = "HTTP/1.0 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
    return new OwnReply(
        Integer.parseInt(status, 0, 3, 10),
        Unpooled.copiedBuffer(
            audience.wantsNoBody() ? head : head + body, StandardCharsets.ISO_8859_1));
  }
}
