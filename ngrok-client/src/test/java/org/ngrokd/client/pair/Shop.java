package org.ngrokd.client.pair;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/** A service as people develop them: callbacks, JSON, XML, a picture, failures. */
final class Shop implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger payments = new AtomicInteger();

  private Shop(HttpServer server) {
    this.server = server;
  }

  static Shop open() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      Shop shop = new Shop(server);
      server.setExecutor(shop.threads);
      server.createContext("/", shop::serve);
      server.start();
      return shop;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    switch (exchange.getRequestURI().getPath()) {
      case "/orders" -> reply(exchange, 200, "application/json", gzip(ORDERS), "gzip");
      case "/wechat/callback" -> reply(exchange, 200, "text/xml; charset=utf-8", text(WECHAT), "");
      case "/stripe/webhook" -> webhook(exchange, text(body));
      case "/logo.png" -> reply(exchange, 200, "image/png", picture(), "");
      case "/broken" ->
          reply(
              exchange,
              200,
              "application/json",
              text("{\n  \"total\": 12,\n  \"items\": [1, 2,, 3]\n}\n"),
              "");
      case "/fail" ->
          reply(
              exchange,
              500,
              "text/plain",
              text("java.lang.IllegalStateException: no database\n"),
              "");
      case "/login" -> redirect(exchange);
      case "/events" -> events(exchange);
      case "/echo" -> reply(exchange, 200, type(exchange), body, "");
      case "/" ->
          reply(
              exchange,
              200,
              "text/html; charset=utf-8",
              text("<!DOCTYPE html><title>Shop</title><h1>Shop</h1>\n"),
              "");
      default -> reply(exchange, 404, "text/plain", text("There is no such page\n"), "");
    }
  }

  private static String type(HttpExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    return type == null ? "application/octet-stream" : type;
  }

  /** Each call is another payment; one without a signature is refused. */
  private void webhook(HttpExchange exchange, String body) throws IOException {
    boolean isSigned = exchange.getRequestHeaders().containsKey("Stripe-Signature");
    String kind = body.contains("refund") ? "refund" : "payment";
    String reply =
        isSigned
            ? "{\"received\": true, \"kind\": \""
                + kind
                + "\", \"number\": "
                + payments.incrementAndGet()
                + "}"
            : "{\"received\": false, \"error\": \"no signature\"}";
    reply(exchange, isSigned ? 200 : 400, "application/json", text(reply), "");
  }

  private static void redirect(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", "/orders");
    exchange.getResponseHeaders().set("Set-Cookie", "session=4f3c2a1b; HttpOnly");
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private static void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 1; i <= 3; i++) {
        out.write(text("event: price\ndata: {\"item\": " + i + ", \"price\": " + 10 * i + "}\n\n"));
        out.flush();
      }
    }
  }

  private static void reply(
      HttpExchange exchange, int status, String type, byte[] body, String encoding)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Server", "Shop/2.1");
    if (!encoding.isEmpty()) {
      exchange.getResponseHeaders().set("Content-Encoding", encoding);
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(text(text));
    }
    return bytes.toByteArray();
  }

  private static byte[] picture() throws IOException {
    BufferedImage image = new BufferedImage(120, 60, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(0x1f6feb));
    pen.fillRect(0, 0, 120, 60);
    pen.setColor(Color.WHITE);
    pen.fillOval(20, 10, 40, 40);
    pen.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static final String ORDERS =
      """
      {"orders":[{"id":1042,"state":"paid","total":129.90,"items":[{"sku":"tea-oolong","count":2},{"sku":"pot-250","count":1}]},{"id":1043,"state":"open","total":18.00,"items":[{"sku":"tea-green","count":1}]}],"next":null}
      """;

  private static final String WECHAT =
      "<xml><ToUserName><![CDATA[oABCD1234]]></ToUserName><FromUserName><![CDATA[gh_7f083739789a]]>"
          + "</FromUserName><CreateTime>1795782550</CreateTime><MsgType><![CDATA[text]]></MsgType>"
          + "<Content><![CDATA[你好，订单已收到]]></Content></xml>";

  /** What services of this kind are sent, in the order that they usually come. */
  static final Map<String, String> CALLBACK =
      Map.of(
          "wechat",
          "<xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName><FromUserName><![CDATA[oABCD1234]]>"
              + "</FromUserName><CreateTime>1795782549</CreateTime><MsgType><![CDATA[text]]></MsgType>"
              + "<Content><![CDATA[查询订单]]></Content><MsgId>24681357</MsgId></xml>",
          "stripe",
          "{\"id\":\"evt_1\",\"type\":\"payment_intent.succeeded\",\"data\":{\"object\":{\"amount\":12990,\"currency\":\"eur\"}}}");

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
