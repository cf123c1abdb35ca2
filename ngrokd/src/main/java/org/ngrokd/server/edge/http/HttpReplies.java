package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
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

  static ByteBuf badRequest() {
    return reply("400 Bad Request", "Bad Request\n", Audience.PROGRAM);
  }

  static ByteBuf requestTimeout() {
    return reply("408 Request Timeout", "Request Timeout\n", Audience.PROGRAM);
  }

  /** Too much waits in memory for the visitor's address, or for its tunnel. */
  static ByteBuf overloaded() {
    return reply(
        "503 Service Unavailable",
        "Too much waits for your address or for this tunnel, try again later\n",
        Audience.PROGRAM);
  }

  static ByteBuf notFound(String host, Audience audience) {
    return ErrorPage.NOT_FOUND.reply(host.toLowerCase(Locale.ROOT), "", audience);
  }

  static ByteBuf notAuthorized(Audience audience) {
    return reply(
        "401 Not Authorized\r\nWWW-Authenticate: Basic realm=\"ngrok\"",
        "Authorization required\n",
        audience);
  }

  static ByteBuf forbidden(Audience audience) {
    return reply("403 Forbidden", "Access from this address is not allowed\n", audience);
  }

  /**
   * Sends the visitor elsewhere. 308 keeps the method, but old programs know only 301.
   *
   * @param location a URL without control characters
   */
  static ByteBuf redirect(String location, boolean keepMethod, Audience audience) {
    return reply(
        (keepMethod ? "308 Permanent Redirect" : "301 Moved Permanently")
            + "\r\nLocation: "
            + location,
        "Use https\n",
        audience);
  }

  private static ByteBuf reply(String status, String body, Audience audience) {
    String head = "HTTP/1.0 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
    return Unpooled.copiedBuffer(
        audience.wantsNoBody() ? head : head + body, StandardCharsets.ISO_8859_1);
  }
}
