package org.ngrokd.client.http2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.RequestHead;

/** A request's head as HTTP/2 has it. RFC 9113, 8.3.1. */
final class RequestHeaders {
  /** What is between two neighbours only, and what HTTP/2 has words of its own for. */
  private static final List<String> HOP_BY_HOP =
      List.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "host",
          "te");

  private RequestHeaders() {}

  /**
   * Translates.
   *
   * @param scheme by which the service is spoken to
   */
  static Http2Headers of(RequestHead head, String scheme) {
    Http2Headers to =
        new DefaultHttp2Headers().method(head.method()).scheme(scheme).path(path(head.target()));
    if (!head.host().isEmpty()) {
      to.authority(head.host());
    }
    HeaderLines from = head.headers();
    Set<String> dropped = new HashSet<>(HOP_BY_HOP);
    for (String value : from.values("Connection")) {
      Arrays.stream(value.split(",", -1))
          .map(word -> word.trim().toLowerCase(Locale.ROOT))
          .forEach(dropped::add);
    }
    copy(from, dropped, to);
    if (from.hasWord("TE", "trailers")) {
      to.add("te", "trailers");
    }
    return to;
  }

  /** The trailer of a request. */
  static Http2Headers trailers(HeaderLines from) {
    Http2Headers to = new DefaultHttp2Headers();
    copy(from, new HashSet<>(HOP_BY_HOP), to);
    return to;
  }

  private static void copy(HeaderLines from, Set<String> dropped, Http2Headers to) {
    for (int line = 0; line < from.size(); line++) {
      String name = from.name(line).toLowerCase(Locale.ROOT);
      if (!dropped.contains(name)) {
        to.add(name, from.value(line));
      }
    }
  }

  /** As sent, or what of an absolute URL is behind the host. */
  private static String path(String target) {
    int scheme = target.indexOf("://");
    if (target.startsWith("/") || target.equals("*") || scheme < 0) {
      return target;
    }
    int end = scheme + 3;
    while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String rest = target.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }
}
