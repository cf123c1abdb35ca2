package org.ngrokd.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;

/**
 * A tunnel to ask for: {@code TunnelSpec.http("127.0.0.1:8080").subdomain("shop")}. Immutable; each
 * method gives a changed copy.
 */
public final class TunnelSpec {
  private final TunnelConfig config;

  private TunnelSpec(TunnelConfig config) {
    this.config = config;
  }

  /**
   * A tunnel for plain HTTP.
   *
   * @param localAddress "8080", ":8080" or "host:8080"
   * @throws IllegalArgumentException when it is none of these
   */
  public static TunnelSpec http(String localAddress) {
    return of(localAddress, "http");
  }

  /** A tunnel for HTTPS, which ends at the server; the local service gets plain HTTP. */
  public static TunnelSpec https(String localAddress) {
    return of(localAddress, "https");
  }

  /** A tunnel that is reached by HTTP and by HTTPS, under one name. */
  public static TunnelSpec httpAndHttps(String localAddress) {
    return of(localAddress, "http", "https");
  }

  /** A tunnel for anything that runs over TCP. */
  public static TunnelSpec tcp(String localAddress) {
    return of(localAddress, "tcp");
  }

  private static TunnelSpec of(String localAddress, String... protocols) {
    LocalAddress local = LocalAddress.parse(localAddress);
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    for (String protocol : protocols) {
      services.put(protocol, local);
    }
    return new TunnelSpec(
        new TunnelConfig(localAddress, services, "", "", TunnelConfig.Options.NONE));
  }

  /** What {@link OpenTunnel#name} will be; the local address unless told. */
  public TunnelSpec name(String name) {
    return new TunnelSpec(
        new TunnelConfig(
            name, config.services(), config.subdomain(), config.hostname(), config.options()));
  }

  /** Asks for a name below the server's domain. */
  public TunnelSpec subdomain(String subdomain) {
    return new TunnelSpec(
        new TunnelConfig(config.name(), config.services(), subdomain, "", config.options()));
  }

  /** Asks for a whole host name. */
  public TunnelSpec hostname(String hostname) {
    return new TunnelSpec(
        new TunnelConfig(config.name(), config.services(), "", hostname, config.options()));
  }

  /** Visitors must give this "user:password". */
  public TunnelSpec auth(String userAndPassword) {
    return with(new TunnelConfig.Options(userAndPassword, config.options().remotePort()));
  }

  /** Asks for a public port, for a tcp tunnel. */
  public TunnelSpec remotePort(int port) {
    return with(new TunnelConfig.Options(config.options().httpAuth(), port));
  }

  private TunnelSpec with(TunnelConfig.Options options) {
    return new TunnelSpec(
        new TunnelConfig(
            config.name(), config.services(), config.subdomain(), config.hostname(), options));
  }

  TunnelConfig config() {
    return config;
  }
}
