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
 * @param epoch between servers, by which claim the name is known; 0 to a client, which has no use
 *     for it
 */
public record StreamHead(String url, String clientAddr, long epoch) {
  static final AsciiString URL = AsciiString.cached("url");
  static final AsciiString CLIENT_ADDR = AsciiString.cached("client-addr");

  static final AsciiString EPOCH = AsciiString.cached("epoch");

  private static final int FIELDS = 3;

  /** To a client. */
  public StreamHead(String url, String clientAddr) {
    this(url, clientAddr, 0);
  }

  Http2Headers toHeaders() {
    Http2Headers headers =
        new DefaultHttp2Headers(false, FIELDS).add(URL, url).add(CLIENT_ADDR, clientAddr);
    return epoch == 0 ? headers : headers.add(EPOCH, Long.toString(epoch));
  }

  static StreamHead of(Http2Headers headers) {
    return new StreamHead(text(headers.get(URL)), text(headers.get(CLIENT_ADDR)), epoch(headers));
  }

  /** What is no number is none that anybody has. */
  private static long epoch(Http2Headers headers) {
    CharSequence value = headers.get(EPOCH);
    try {
      return value == null ? 0 : Long.parseLong(value.toString());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String text(@Nullable CharSequence value) {
    return Objects.requireNonNullElse(value, "").toString();
  }
}
