package org.ngrokd.client.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * A tunnel that a program asks for.
 *
 * @param isSchemeFree whether it did not say that it has to be https: then http will do where the
 *     server has nothing else
 */
record Order(TunnelConfig tunnel, boolean isSchemeFree) {
  private static final String HTTP = TunnelProtocol.HTTP.wireName();
  private static final String HTTPS = TunnelProtocol.HTTPS.wireName();

  /** What to ask for of a server that refused the tunnel because it has no https. */
  Optional<TunnelConfig> otherwise() {
    LocalAddress service = tunnel.services().get(HTTPS);
    if (!isSchemeFree || service == null) {
      return Optional.empty();
    }
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    services.put(HTTP, service);
    return Optional.of(
        new TunnelConfig(
            tunnel.name(), services, tunnel.subdomain(), tunnel.hostname(), tunnel.options()));
  }

  /** A name for who gave none. */
  static String nameOr(String name) {
    return name.isEmpty() ? "tunnel-%08x".formatted(ThreadLocalRandom.current().nextInt()) : name;
  }
}
