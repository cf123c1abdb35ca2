package org.ngrokd.client.inspect;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import org.ngrokd.streams.http.Asked;

/**
 * What has to be known of a request to read its reply.
 *
 * @param isWebSocket whether it asks to go on as one
 */
record AskedFor(HttpMethod method, boolean isWebSocket) implements Asked {
  static AskedFor by(HttpRequest head) {
    return new AskedFor(
        head.method(), head.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true));
  }

  @Override
  public boolean isHead() {
    return method.equals(HttpMethod.HEAD);
  }

  @Override
  public boolean isConnect() {
    return method.equals(HttpMethod.CONNECT);
  }

  @Override
  public boolean asksUpgrade() {
    return isWebSocket;
  }
}
