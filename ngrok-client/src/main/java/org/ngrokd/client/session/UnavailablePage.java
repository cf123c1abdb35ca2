package org.ngrokd.client.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** What visitors of an http tunnel see while its local service is down. Protocol: §6. */
final class UnavailablePage {
  private UnavailablePage() {}

  static ByteBuf of(Route route) {
    String body =
        """
        <!DOCTYPE html>
        <html>
        <head><meta charset="utf-8"><title>502 Bad Gateway</title></head>
        <body style="font-family: sans-serif; max-width: 36em; margin: 4em auto; padding: 0 1em">
        <h1>Tunnel %s unavailable</h1>
        <p>The tunnel is up, but nothing answers at <strong>%s</strong>, where it leads.</p>
        <p>Start the local service there, or correct the tunnel's address.</p>
        </body>
        </html>
        """
            .formatted(escaped(route.url()), escaped(route.local().toString()));
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return Unpooled.copiedBuffer(
        "HTTP/1.0 502 Bad Gateway\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + body,
        StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
