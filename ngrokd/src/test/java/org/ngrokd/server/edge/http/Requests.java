package org.ngrokd.server.edge.http;

import java.nio.charset.StandardCharsets;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.RequestHead;

/** Request heads for tests. */
final class Requests {
  private Requests() {}

  /** A head of these lines. */
  static RequestHead head(String... lines) throws BadMessageException {
    String text = String.join("\r\n", lines) + "\r\n\r\n";
    return RequestHead.parse(text.getBytes(StandardCharsets.ISO_8859_1), 100);
  }

  /** A GET to a.test with these header lines besides. */
  static RequestHead get(String... lines) throws BadMessageException {
    String more = lines.length == 0 ? "" : "\r\n" + String.join("\r\n", lines);
    return head("GET / HTTP/1.1", "Host: a.test" + more);
  }
}
