package org.ngrokd.client.inspect;

import java.util.List;
import java.util.Optional;
import org.ngrokd.streams.http.RequestHead;

/**
 * A request as the visitor sent it.
 *
 * @param target what stands between method and version, usually path and query
 * @param version "HTTP/1.1"
 */
public record SeenRequest(
    String method, String target, String version, List<Header> headers, SeenBody body) {
  /** In the place of one whose head is not kept any more. */
  static final SeenRequest FORGOTTEN = new SeenRequest("", "", "", List.of(), SeenBody.EMPTY);

  public SeenRequest {
    headers = List.copyOf(headers);
  }

  /** One whose head has come. */
  static SeenRequest of(RequestHead head) {
    return new SeenRequest(
        head.method(),
        head.target(),
        head.isHttp11() ? "HTTP/1.1" : "HTTP/1.0",
        Header.listOf(head.headers()),
        SeenBody.EMPTY);
  }

  public Optional<String> header(String name) {
    return Header.find(headers, name);
  }

  /** What it takes in memory without its body, in bytes. */
  long memory() {
    return Header.memoryOf(headers) + 2L * (method.length() + target.length() + version.length());
  }

  public SeenRequest withBody(SeenBody seen) {
    return new SeenRequest(method, target, version, headers, seen);
  }
}
