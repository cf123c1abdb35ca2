package org.ngrokd.client.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;

/** Messages as they were on the wire, but for the framing of chunks. */
final class WireText {
  private WireText() {}

  static byte[] of(SeenRequest request) {
    return bytes(
        request.method() + " " + request.target() + " " + request.version(),
        request.headers(),
        request.body().bytes());
  }

  static byte[] of(SeenReply reply) {
    return bytes(statusLine(reply), reply.headers(), reply.body().bytes());
  }

  private static String statusLine(SeenReply reply) {
    return (reply.version() + " " + reply.status() + " " + reply.reason()).stripTrailing();
  }

  private static byte[] bytes(String line, List<Header> headers, byte[] body) {
    StringBuilder head = new StringBuilder(line).append("\r\n");
    headers.forEach(
        each -> head.append(each.name()).append(": ").append(each.value()).append("\r\n"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }
}
