package org.ngrokd.client.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.RequestHead;

/**
 * What a request that may open a WebSocket is answered. RFC 6455, 4.2.
 *
 * @param reply the whole of it, or its head
 * @param isOpen whether frames follow; else the connection ends
 */
record Handshake(ByteBuf reply, boolean isOpen) {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_LENGTH = 16;

  /** The one that means what is done here, where the visitor leaves the choice. */
  private static final String BINARY = "binary";

  static Handshake with(RequestHead request) {
    HeaderLines headers = request.headers();
    if (!request.method().equals("GET")
        || !request.asksUpgrade()
        || !headers.hasWord("Upgrade", "websocket")) {
      return refusal(
          "426 Upgrade Required",
          "Upgrade: websocket\r\nConnection: Upgrade, close\r\n",
          "WebSockets only: connect to this address with a WebSocket client, by ws:// or wss://.");
    }
    if (!headers.value("Sec-WebSocket-Version").equals("13")) {
      return refusal(
          "426 Upgrade Required",
          "Upgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\n",
          "WebSockets of version 13 only (RFC 6455): use a client that speaks it.");
    }
    if (!isKey(headers.value("Sec-WebSocket-Key"))) {
      return refusal(
          "400 Bad Request",
          "Connection: close\r\n",
          "Sec-WebSocket-Key is missing or malformed: use a WebSocket client.");
    }
    return opened(headers);
  }

  private static boolean isKey(String text) {
    try {
      return Base64.getDecoder().decode(text).length == KEY_LENGTH;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Handshake opened(HeaderLines headers) {
    List<String> protocols =
        headers.values("Sec-WebSocket-Protocol").stream()
            .flatMap(line -> Arrays.stream(line.split(",", -1)))
            .map(String::trim)
            .filter(word -> !word.isEmpty())
            .toList();
    String chosen =
        Stream.concat(protocols.stream().filter(BINARY::equals), protocols.stream())
            .findFirst()
            .map(word -> "Sec-WebSocket-Protocol: " + word + "\r\n")
            .orElse("");
    String head =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(headers.value("Sec-WebSocket-Key"))
            + "\r\n"
            + chosen
            + "\r\n";
    return new Handshake(Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1), true);
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static Handshake refusal(String status, String lines, String why) {
    String reply =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + lines
            + "Content-Length: "
            + (why.length() + 1)
            + "\r\n\r\n"
            + why
            + "\n";
    return new Handshake(Unpooled.copiedBuffer(reply, StandardCharsets.ISO_8859_1), false);
  }
}
