package org.ngrokd.client.inspect;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import org.ngrokd.protocol.http.Asked;

/** What a decoded request asks for. */
record Question(HttpRequest request) implements Asked {
  @Override
  public boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  @Override
  public boolean isConnect() {
    return request.method().equals(HttpMethod.CONNECT);
  }

  @Override
  public boolean asksUpgrade() {
    return request.headers().contains(HttpHeaderNames.UPGRADE);
  }
}
