package org.ngrokd.client.inspect;

import java.util.List;
import java.util.Optional;
import org.ngrokd.streams.http.ResponseHead;

/** A reply as the visitor got it. */
public record SeenReply(
    String version, int status, String reason, List<Header> headers, SeenBody body) {
  public SeenReply {
    headers = List.copyOf(headers);
  }

  /** One whose head has come. */
  static SeenReply of(ResponseHead head) {
    return new SeenReply(
        head.isHttp11() ? "HTTP/1.1" : "HTTP/1.0",
        head.status(),
        head.reason(),
        Header.listOf(head.headers()),
        SeenBody.EMPTY);
  }

  public Optional<String> header(String name) {
    return Header.find(headers, name);
  }

  /** What it takes in memory without its body, in bytes. */
  long memory() {
    return Header.memoryOf(headers) + 2L * (version.length() + reason.length());
  }

  /** Without its lines, and so with nothing whose length somebody else chose. */
  SeenReply statusAlone() {
    return new SeenReply("", status, "", List.of(), body);
  }

  public SeenReply withBody(SeenBody seen) {
    return new SeenReply(version, status, reason, headers, seen);
  }
}
