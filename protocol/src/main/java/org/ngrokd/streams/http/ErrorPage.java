package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * What a visitor sees instead of a local service's reply: a line of text for programs, as 1.7 gave
 * it, or a small page for browsers, in English or Chinese. Nothing in it comes from elsewhere: no
 * scripts, no pictures.
 */
public enum ErrorPage {
  /** No tunnel has this name. */
  NOT_FOUND(
      "404 Not Found",
      "Tunnel %s not found",
      "No tunnel is open at this address.",
      "If it is yours: is the client running, and does it show exactly this address?",
      "这个地址没有打开的隧道。",
      "如果这是您的隧道：请确认客户端正在运行，并且显示的地址与此完全一致。"),

  /** The client is there, its local service is not. */
  SERVICE_DOWN(
      "502 Bad Gateway",
      "Tunnel %s is open, but the local service behind it does not answer",
      "The tunnel is open, but the local service behind it does not answer.",
      "If it is yours: start the local service, or correct the tunnel's local address.",
      "隧道已打开，但它后面的本地服务没有响应。",
      "如果这是您的隧道：请启动本地服务，或更正隧道的本地地址。"),

  /** The local service's reply makes no sense. */
  BAD_REPLY(
      "502 Bad Gateway",
      "Tunnel %s is open, but the reply of the local service is malformed",
      "The local service behind this tunnel sent a malformed reply.",
      "If it is yours: the server's log says what is wrong with it.",
      "隧道后面的本地服务返回了格式错误的响应。",
      "如果这是您的隧道：服务器日志中写明了错误原因。"),

  /** More visitors than allowed. */
  BUSY(
      "503 Service Unavailable",
      "Tunnel %s has too many connections at the moment",
      "Too many visitors use this tunnel at the moment.",
      "Try again in a little while.",
      "当前使用此隧道的访客过多。",
      "请稍后再试。"),

  /** The visitor's program is none of those that are let in. */
  NOT_LET_IN(
      "403 Forbidden",
      "Tunnel %s does not let this program in: its User-Agent is not allowed",
      "This tunnel does not let your program in.",
      "If it is yours: the tunnel's user agents say who is let in.",
      "此隧道不允许您的程序访问。",
      "如果这是您的隧道：隧道的 User-Agent 规则决定了谁可以访问。"),

  /** Too many requests failed: the local service is left alone for a while. */
  FAILING(
      "503 Service Unavailable",
      "Tunnel %s is open, but too many requests to the local service failed; it is left alone for a"
          + " while",
      "Too many requests to the local service behind this tunnel failed, so it is left alone for a"
          + " while.",
      "Try again in a little while.",
      "此隧道后面的本地服务有太多请求失败，因此暂时停止向其转发请求。",
      "请稍后再试。"),

  /** What is behind it is known to fail: it is not even asked. */
  MAINTENANCE(
      "503 Service Unavailable",
      "Tunnel %s is down for maintenance, try again later",
      "The service behind this tunnel is down at the moment.",
      "Try again in a little while.",
      "此隧道后面的服务暂时不可用。",
      "请稍后再试。"),

  /** Of several servers the one that has the tunnel does not answer, or is not sure to have it. */
  SERVER_AWAY(
      "504 Gateway Timeout",
      "Tunnel %s is at a server that does not answer at the moment, try again in a few seconds",
      "The server that has this tunnel does not answer at the moment.",
      "Try again in a few seconds.",
      "拥有此隧道的服务器暂时没有响应。",
      "请几秒后再试。"),

  /** The client does not answer. */
  CLIENT_AWAY(
      "504 Gateway Timeout",
      "Tunnel %s does not answer: its client is not there",
      "The tunnel is known, but its client does not answer.",
      "If it is yours: look at the client's connection to the server.",
      "隧道存在，但其客户端没有响应。",
      "如果这是您的隧道：请检查客户端与服务器之间的连接。");

  private static final String HTML =
      "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n";

  /** A service is looked at about as often as this. */
  private static final int RETRY_SECONDS = 10;

  private final String status;
  private final String text;
  private final String english;
  private final String englishCure;
  private final String chinese;
  private final String chineseCure;

  ErrorPage(
      String status,
      String text,
      String english,
      String englishCure,
      String chinese,
      String chineseCure) {
    this.status = status;
    this.text = text;
    this.english = english;
    this.englishCure = englishCure;
    this.chinese = chinese;
    this.chineseCure = chineseCure;
  }

  /** Its status: 404. */
  public int status() {
    return Integer.parseInt(status, 0, 3, 10);
  }

  /**
   * The whole reply, after which the connection is closed.
   *
   * @param tunnel the tunnel's name or URL, from wherever: it is escaped
   * @param detail one more thing to tell, "" for nothing
   */
  public ByteBuf reply(String tunnel, String detail, Audience audience) {
    return reply(tunnel, detail, audience, "");
  }

  /**
   * The same, that says when to ask again.
   *
   * @param seconds from now on
   */
  public ByteBuf replyUntil(long seconds, String tunnel, Audience audience) {
    return reply(tunnel, "", audience, "Retry-After: " + seconds + "\r\n");
  }

  private ByteBuf reply(String tunnel, String detail, Audience audience, String lines) {
    if (audience.isBrowser()) {
      return message(html(tunnel, detail, audience), HTML + lines, audience);
    }
    String more = detail.isEmpty() ? "" : ": " + detail;
    return message(text.formatted(tunnel) + more + "\n", lines, audience);
  }

  /** A reply of this status with a page of the user's own. */
  public ByteBuf replyWith(String html, Audience audience) {
    return message(html, HTML, audience);
  }

  private ByteBuf message(String body, String lines, Audience audience) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.0 "
            + status
            + "\r\n"
            + (this == MAINTENANCE ? "Retry-After: " + RETRY_SECONDS + "\r\n" : "")
            + lines
            + "Content-Length: "
            + bytes.length
            + "\r\n\r\n";
    ByteBuf headBytes = Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1);
    return audience.wantsNoBody()
        ? headBytes
        : Unpooled.wrappedBuffer(headBytes, Unpooled.wrappedBuffer(bytes));
  }

  private String html(String tunnel, String detail, Audience audience) {
    String more = detail.isEmpty() ? "" : "\n<p><code>" + escaped(detail) + "</code></p>";
    return """
    <!DOCTYPE html>
    <html lang="%s">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    :root { color-scheme: light dark }
    body { font: 1rem/1.6 system-ui, sans-serif; max-width: 36em; margin: 15vh auto; padding: 0 1.2em }
    h1 { font-size: 1.4rem; margin-bottom: .3em }
    code { font-size: 1.05em; overflow-wrap: anywhere }
    p.cure { opacity: .75 }
    </style>
    </head>
    <body>
    <h1>%s</h1>
    <p><code>%s</code></p>
    <p>%s</p>%s
    <p class="cure">%s</p>
    </body>
    </html>
    """
        .formatted(
            audience.readsChinese() ? "zh" : "en",
            status,
            status,
            escaped(tunnel),
            audience.readsChinese() ? chinese : english,
            more,
            audience.readsChinese() ? chineseCure : englishCure);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
