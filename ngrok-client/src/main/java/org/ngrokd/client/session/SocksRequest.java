package org.ngrokd.client.session;

import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import java.net.InetSocketAddress;
import java.util.Map;
import org.ngrokd.client.config.HttpProxy;
import org.ngrokd.streams.net.HostAndPort;

/** What a SOCKS5 proxy is asked, and what its refusals mean. RFC 1928, RFC 1929. */
final class SocksRequest {
  /** What Netty writes into its failure, and what a person reads. */
  private static final Map<String, String> MEANINGS =
      Map.of(
          "makes no sense", "it does not speak SOCKS5; is it an HTTP proxy? Then write http://",
          "authStatus:", "it does not take the user and the password; correct them in http_proxy",
          "status: FORBIDDEN(", "its rules do not allow a connection to %s",
          "status: NETWORK_UNREACHABLE(", "it has no way to the network of %s",
          "status: HOST_UNREACHABLE(", "it does not know or cannot reach %s",
          "status: CONNECTION_REFUSED(", "nothing listens at %s (is ngrokd running?)",
          "status: TTL_EXPIRED(", "%s did not answer it in time",
          "status: ADDRESS_UNSUPPORTED(", "it takes no such address as %s; write an IP address",
          "status: COMMAND_UNSUPPORTED(", "it makes no connections for others",
          "status: FAILURE(", "it could not connect to %s");

  private SocksRequest() {}

  /**
   * The handler that asks for the connection.
   *
   * @param address of the proxy
   */
  static ProxyHandler to(InetSocketAddress address, HttpProxy proxy) {
    return proxy.user().isEmpty()
        ? new Socks5ProxyHandler(address)
        : new Socks5ProxyHandler(address, proxy.user(), proxy.password());
  }

  /**
   * What a refusal means.
   *
   * @param refusal as Netty tells it
   * @param server what was asked for
   * @return for people; the refusal itself where it is of no known kind
   */
  static String meaning(String refusal, HostAndPort server, boolean hasUser) {
    if (refusal.contains("unexpected authMethod:")) {
      return hasUser
          ? "it wants to be signed in to in another way than by user and password (RFC 1929)"
          : "it wants a user and a password: http_proxy: socks5://user:password@host:port";
    }
    return MEANINGS.entrySet().stream()
        .filter(each -> refusal.contains(each.getKey()))
        .findFirst()
        .map(each -> each.getValue().formatted(server))
        .orElse(refusal);
  }
}
