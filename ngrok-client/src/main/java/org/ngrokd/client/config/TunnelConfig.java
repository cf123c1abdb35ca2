package org.ngrokd.client.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ngrokd.protocol.Masked;

/**
 * One tunnel to ask for.
 *
 * @param name what the user calls it
 * @param services local address for each protocol, in the order they are asked for
 * @param subdomain name below the server's domain, or ""
 * @param hostname whole name, or ""; both "" for a random name
 * @param options what else is asked for
 */
public record TunnelConfig(
    String name,
    Map<String, LocalAddress> services,
    String subdomain,
    String hostname,
    Options options) {

  public TunnelConfig {
    services = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(services));
  }

  /**
   * What is asked for besides the name.
   *
   * @param httpAuth "user:password" that visitors must give, or ""
   * @param remotePort public port of a tcp tunnel, 0 for any
   */
  public record Options(String httpAuth, int remotePort) {
    /** Nothing. */
    public static final Options NONE = new Options("", 0);

    @Override
    public String toString() {
      return "Options[httpAuth=" + Masked.secret(httpAuth) + ", remotePort=" + remotePort + "]";
    }
  }
}
