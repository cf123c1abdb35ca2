package org.ngrokd.client.session;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.proxy.HttpProxyHandler;
import java.net.InetSocketAddress;
import org.ngrokd.client.config.HttpProxy;

/** The {@code CONNECT} request that an HTTP proxy gets. Protocol: §6. */
final class ConnectRequest {
  private ConnectRequest() {}

  /**
   * The handler that sends it.
   *
   * @param address of the proxy
   */
  static HttpProxyHandler to(InetSocketAddress address, HttpProxy proxy) {
    HttpHeaders headers =
        new DefaultHttpHeaders().set(HttpHeaderNames.USER_AGENT, "Mozilla/5.0 (compatible; ngrok)");
    return proxy.user().isEmpty()
        ? new HttpProxyHandler(address, headers)
        : new HttpProxyHandler(address, proxy.user(), proxy.password(), headers);
  }
}
