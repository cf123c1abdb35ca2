package org.ngrokd.client.inspect;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Netty's HTTP decoders, as generous as a watcher has to be, and what they give as records. */
final class HttpDecoders {
  /** What the server lets through, and more. */
  private static final int LONGEST_LINE = 256 * 1024;

  private static final int PIECE = 64 * 1024;

  private HttpDecoders() {}

  private static HttpDecoderConfig config() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(LONGEST_LINE)
        .setMaxHeaderSize(LONGEST_LINE)
        .setMaxChunkSize(PIECE)
        .setValidateHeaders(false)
        .setAllowDuplicateContentLengths(true);
  }

  static HttpRequestDecoder ofRequests() {
    return new HttpRequestDecoder(config());
  }

  /**
   * @param asked the request that the next reply is for; null when there is none
   */
  static HttpResponseDecoder ofReplies(Supplier<@Nullable HttpRequest> asked) {
    return new HttpResponseDecoder(config()) {
      @Override
      protected boolean isContentAlwaysEmpty(HttpMessage reply) {
        HttpRequest request = asked.get();
        int status = ((HttpResponse) reply).status().code();
        boolean isFinal = status >= 200;
        return super.isContentAlwaysEmpty(reply)
            || (isFinal
                && request != null
                && (request.method().equals(HttpMethod.HEAD) || isTunnel(request, status)));
      }
    };
  }

  /** Whether a reply turns the connection into a tunnel. Protocol: RFC 9110 §9.3.6. */
  static boolean isTunnel(HttpRequest request, int status) {
    return request.method().equals(HttpMethod.CONNECT) && status / 100 == 2;
  }

  static SeenRequest seen(HttpRequest head) {
    return new SeenRequest(
        head.method().name(),
        head.uri(),
        head.protocolVersion().text(),
        headers(head.headers()),
        SeenBody.EMPTY);
  }

  static SeenReply seen(HttpResponse head) {
    return new SeenReply(
        head.protocolVersion().text(),
        head.status().code(),
        head.status().reasonPhrase(),
        headers(head.headers()),
        SeenBody.EMPTY);
  }

  static List<Header> headers(HttpHeaders headers) {
    List<Header> seen = new ArrayList<>(headers.size());
    for (Map.Entry<String, String> header : headers) {
      seen.add(new Header(header.getKey(), header.getValue()));
    }
    return seen;
  }
}
