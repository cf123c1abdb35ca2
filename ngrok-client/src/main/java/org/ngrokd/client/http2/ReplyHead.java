package org.ngrokd.client.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.ngrokd.streams.http.HeadEdit;

/**
 * A reply's head as HTTP/1 has it.
 *
 * @param text from the status line to the empty line
 * @param isChunked whether the body comes in chunks; else as it is
 * @param keepsAlive whether another request may follow
 * @param length of the body that is promised, in bytes; below 0 where only its end tells
 */
record ReplyHead(String text, boolean isChunked, boolean keepsAlive, long length) {
  private static final List<String> HOP_BY_HOP =
      List.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /**
   * What is known when a reply begins.
   *
   * @param isHead whether it replies to HEAD
   * @param knowsChunks whether the visitor does
   * @param isWhole whether no body follows
   * @param keepsAlive whether visitor and service go on
   */
  record Wish(boolean isHead, boolean knowsChunks, boolean isWhole, boolean keepsAlive) {}

  /**
   * Translates.
   *
   * @throws IllegalArgumentException when it cannot stand in HTTP/1
   */
  static ReplyHead of(Http2Headers headers, Wish wish) {
    int status = status(headers);
    boolean hasNone = wish.isHead() || status == NO_CONTENT || status == NOT_MODIFIED;
    boolean hasLength = headers.contains("content-length") && status != NO_CONTENT;
    StringBuilder lines = lines(headers, status, status == NO_CONTENT);
    boolean isChunked = false;
    boolean untilClose = false;
    if (!hasNone && !hasLength) {
      if (wish.isWhole()) {
        lines.append("content-length: 0\r\n");
      } else if (wish.knowsChunks()) {
        isChunked = true;
        lines.append("transfer-encoding: chunked\r\n");
      } else {
        untilClose = true;
      }
    }
    boolean keepsAlive = wish.keepsAlive() && !untilClose;
    if (!keepsAlive) {
      lines.append("connection: close\r\n");
    }
    long length = hasNone || (!hasLength && wish.isWhole()) ? 0 : -1;
    if (!hasNone && hasLength) {
      length = Long.parseLong(String.valueOf(headers.get("content-length")));
    }
    return new ReplyHead(lines.append("\r\n").toString(), isChunked, keepsAlive, length);
  }

  /** One before the real one. */
  static ByteBuf interim(Http2Headers headers) {
    return bytes(lines(headers, status(headers), true).append("\r\n").toString());
  }

  /** A whole reply of our own, the last on the connection. */
  static ByteBuf last(String status, String why) {
    return bytes(
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nContent-Length: "
            + (why.length() + 1)
            + "\r\n\r\n"
            + why
            + "\n");
  }

  /** Its status: 200. */
  static int status(Http2Headers headers) {
    CharSequence status = headers.status();
    if (status == null || !status.toString().matches("[1-9][0-9][0-9]")) {
      throw new IllegalArgumentException("no status");
    }
    return Integer.parseInt(status.toString());
  }

  private static StringBuilder lines(Http2Headers headers, int status, boolean hasNoLength) {
    StringBuilder lines = new StringBuilder("HTTP/1.1 ").append(status).append(" \r\n");
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      String name = each.getKey().toString();
      boolean isLength = hasNoLength && name.equals("content-length");
      if (!name.startsWith(":") && !HOP_BY_HOP.contains(name) && !isLength) {
        add(lines, name, each.getValue().toString());
      }
    }
    return lines;
  }

  /** The last chunk, with the trailer. */
  static ByteBuf lastChunk(Http2Headers trailers) {
    StringBuilder lines = new StringBuilder("0\r\n");
    for (Map.Entry<CharSequence, CharSequence> each : trailers) {
      if (!each.getKey().toString().startsWith(":")) {
        add(lines, each.getKey().toString(), each.getValue().toString());
      }
    }
    return bytes(lines.append("\r\n").toString());
  }

  private static void add(StringBuilder lines, String name, String value) {
    if (!HeadEdit.isName(name) || !HeadEdit.isValue(value)) {
      throw new IllegalArgumentException("a header that cannot be: " + name);
    }
    lines.append(name).append(": ").append(value).append("\r\n");
  }

  ByteBuf bytes() {
    return bytes(text);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }
}
