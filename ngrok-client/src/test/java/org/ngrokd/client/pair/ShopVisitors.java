package org.ngrokd.client.pair;

import java.io.IOException;
import org.ngrokd.protocol.testing.Visitor;

/** Visitors of the {@link Shop} through its tunnel. */
final class ShopVisitors {
  private final int port;
  private final String host;

  ShopVisitors(int port) {
    this(port, "shop.localhost");
  }

  ShopVisitors(int port, String host) {
    this.port = port;
    this.host = host;
  }

  private String send(String first, String headers, String body) {
    String request =
        first
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nUser-Agent: Callback/3.2\r\n"
            + headers
            + "Connection: close\r\n"
            + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
            + "\r\n"
            + body;
    try (Visitor visitor = Visitor.connect(port)) {
      return visitor.send(request).readToEnd();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  String get(String target) {
    return send("GET " + target, "Accept: */*\r\n", "");
  }

  String post(String target, String headers, String body) {
    return send("POST " + target, headers, body);
  }

  String stripe() {
    return post(
        "/stripe/webhook?live=true",
        "Content-Type: application/json\r\nStripe-Signature: t=1795782550,v1=5257a869e7ece\r\n"
            + "Authorization: Bearer sk_live_not_a_real_one\r\n",
        Shop.CALLBACK.getOrDefault("stripe", ""));
  }

  String wechat() {
    return post(
        "/wechat/callback?signature=8f3a&timestamp=1795782549&nonce=9921",
        "Content-Type: text/xml; charset=utf-8\r\n",
        latin(Shop.CALLBACK.getOrDefault("wechat", "")));
  }

  /** The bytes of a text, a letter each, as {@link Visitor} sends them. */
  private static String latin(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** A morning's traffic. */
  void all() {
    get("/");
    get("/logo.png");
    get("/login");
    get("/orders?page=1&state=paid");
    get("/favicon.ico");
    post(
        "/cart",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "sku=tea-oolong&count=2&note=gift+wrap%2C+please");
    get("/broken");
    get("/events");
    get("/fail");
    wechat();
    stripe();
  }
}
