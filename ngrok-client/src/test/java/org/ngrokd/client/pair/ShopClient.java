package org.ngrokd.client.pair;

import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;

/** A client with the tunnel {@code shop} to a {@link Shop}, its page, and its server. */
final class ShopClient implements AutoCloseable {
  private final Pair pair = Pair.start();
  private final Shop shop = Shop.open();
  private final NgrokClient client;

  private ShopClient(boolean withHttps) {
    String service = ":" + shop.port();
    TunnelSpec tunnel = withHttps ? TunnelSpec.httpAndHttps(service) : TunnelSpec.http(service);
    this.client =
        pair.clientBuilder()
            .tunnel(tunnel.subdomain("shop").name("shop"))
            .inspectAddr("127.0.0.1:0")
            .start();
  }

  static ShopClient withHttp() {
    return new ShopClient(false);
  }

  static ShopClient withHttpAndHttps() {
    return new ShopClient(true);
  }

  /** Of the page: "http://127.0.0.1:PORT". */
  String address() {
    return client.webAddress().orElseThrow();
  }

  /** The page's. */
  int port() {
    return Integer.parseInt(address().substring(address().lastIndexOf(':') + 1));
  }

  NgrokClient client() {
    return client;
  }

  Pair pair() {
    return pair;
  }

  @Override
  public void close() {
    client.close();
    shop.close();
    pair.close();
  }
}
