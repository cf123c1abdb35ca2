package org.ngrokd.client.files;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a request gets.
 *
 * @param text the body; that of a file comes in pieces instead
 */
record Answer(String status, Map<String, String> headers, String text, Optional<FilePieces> file) {
  /** A file, or a part of it. */
  static Answer of(String status, Map<String, String> headers, FilePieces file) {
    return new Answer(status, headers, "", Optional.of(file));
  }

  /** A page. */
  static Answer of(String status, Map<String, String> headers, String page) {
    return new Answer(status, headers, page, Optional.empty());
  }

  /** A line for people. */
  static Answer line(String status, Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "text/plain; charset=utf-8");
    return of(status, all, status + "\n");
  }

  /** Without the body: 304, or what HEAD gets. */
  Answer withoutBody() {
    return new Answer(status, headers, "", Optional.empty());
  }

  /** The body of one that is no file. */
  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** How long the body is, in bytes. */
  long length() {
    return file.map(FilePieces::length).orElseGet(() -> (long) bytes().length);
  }

  /**
   * The head.
   *
   * @param length that it promises, in bytes; below 0: none
   * @param connection what Connection says; "" for nothing
   */
  byte[] head(long length, String connection) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
    add(head, "Date", Conditions.date(Instant.now()));
    headers.forEach((name, value) -> add(head, name, value));
    add(head, "X-Content-Type-Options", "nosniff");
    if (length >= 0) {
      add(head, "Content-Length", Long.toString(length));
    }
    if (!connection.isEmpty()) {
      add(head, "Connection", connection);
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void add(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
