package org.ngrokd.client.inspect;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;

/**
 * What has to be known of a request to read its reply.
 *
 * @param isWebSocket whether it asks to go on as one
 */
record AskedFor(HttpMethod method, boolean isWebSocket) {
  static AskedFor by(HttpRequest head) {
    return new AskedFor(
        head.method(), head.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true));
  }
}
