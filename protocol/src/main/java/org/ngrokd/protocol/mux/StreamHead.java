package org.ngrokd.protocol.mux;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a stream begins with, as {@code StartProxy} does on a connection of its own.
 *
 * @param url of the tunnel, byte for byte as {@code NewTunnel} gave it
 * @param clientAddr "ip:port" of the public peer
 */
public record StreamHead(String url, String clientAddr) {
  static final AsciiString URL = AsciiString.cached("url");
  static final AsciiString CLIENT_ADDR = AsciiString.cached("client-addr");

  private static final int FIELDS = 2;

  Http2Headers toHeaders() {
    return new DefaultHttp2Headers(false, FIELDS).add(URL, url).add(CLIENT_ADDR, clientAddr);
  }

  static StreamHead of(Http2Headers headers) {
    return new StreamHead(text(headers.get(URL)), text(headers.get(CLIENT_ADDR)));
  }

  private static String text(@Nullable CharSequence value) {
    return Objects.requireNonNullElse(value, "").toString();
  }
}
