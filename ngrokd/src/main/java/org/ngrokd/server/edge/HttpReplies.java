package org.ngrokd.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The replies that the server gives itself, word for word as 1.7 gave them. Protocol: §5. */
final class HttpReplies {
  private HttpReplies() {}

  static ByteBuf badRequest() {
    return reply("400 Bad Request", "Bad Request\n");
  }

  static ByteBuf notFound(String host) {
    return reply("404 Not Found", "Tunnel " + host.toLowerCase(Locale.ROOT) + " not found\n");
  }

  static ByteBuf notAuthorized() {
    return reply(
        "401 Not Authorized\r\nWWW-Authenticate: Basic realm=\"ngrok\"",
        "Authorization required\n");
  }

  /** Ours: 1.7 closed the connection without a word. */
  static ByteBuf gatewayTimeout(String host) {
    return reply(
        "504 Gateway Timeout",
        "Tunnel " + host.toLowerCase(Locale.ROOT) + " does not answer: its client is not there\n");
  }

  private static ByteBuf reply(String status, String body) {
    int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
    return Unpooled.copiedBuffer(
        "HTTP/1.0 " + status + "\r\nContent-Length: " + length + "\r\n\r\n" + body,
        StandardCharsets.ISO_8859_1);
  }
}
